package dev.drydock.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.drydock.migration.DrydockException;
import dev.drydock.migration.ErrorCode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.Driver;

class DatabaseUrlTest {

  private static final String SYSTEM_TRUST = "sslfactory=org.postgresql.ssl.DefaultJavaSSLFactory";

  /** Name, URL, driver URL without its scheme, all driver properties in order of their names. */
  static Stream<Arguments> shapes() {
    return Stream.of(
        shape(
            "Neon, direct",
            "postgresql://alex:AbC123dEf@ep-cool-darkness-123456.us-east-2.aws.neon.tech/dbname?sslmode=require&channel_binding=require",
            "ep-cool-darkness-123456.us-east-2.aws.neon.tech:5432/dbname",
            "channelBinding=require, password=AbC123dEf, sslmode=require, user=alex"),
        shape(
            "Neon, pooled",
            "postgres://alex:AbC123dEf@ep-cool-darkness-123456-pooler.us-east-2.aws.neon.tech/neondb?sslmode=require",
            "ep-cool-darkness-123456-pooler.us-east-2.aws.neon.tech:5432/neondb",
            "password=AbC123dEf, sslmode=require, user=alex"),
        shape(
            "Neon, endpoint in options",
            "postgresql://alex:AbC123dEf@ep-cool-darkness-123456.us-east-2.aws.neon.tech/dbname?sslmode=require&options=endpoint%3Dep-cool-darkness-123456",
            "ep-cool-darkness-123456.us-east-2.aws.neon.tech:5432/dbname",
            "options=endpoint=ep-cool-darkness-123456, password=AbC123dEf, sslmode=require, user=alex"),
        shape(
            "Neon, endpoint in the password",
            "postgresql://alex:endpoint=ep-cool-darkness-123456;AbC123dEf@ep-cool-darkness-123456.us-east-2.aws.neon.tech/dbname",
            "ep-cool-darkness-123456.us-east-2.aws.neon.tech:5432/dbname",
            "password=endpoint=ep-cool-darkness-123456;AbC123dEf, user=alex"),
        shape(
            "Neon, as the console's psql command",
            "psql 'postgresql://alex:AbC123dEf@ep-x-1.eu-central-1.aws.neon.tech/neondb?sslmode=require&channel_binding=require'",
            "ep-x-1.eu-central-1.aws.neon.tech:5432/neondb",
            "channelBinding=require, password=AbC123dEf, sslmode=require, user=alex"),
        shape(
            "Neon, Java",
            "jdbc:postgresql://ep-x-1.eu-central-1.aws.neon.tech/neondb?user=alex&password=AbC123dEf&sslmode=require&channelBinding=require",
            "ep-x-1.eu-central-1.aws.neon.tech:5432/neondb",
            "channelBinding=require, password=AbC123dEf, sslmode=require, user=alex"),
        shape(
            "Render, internal",
            "postgresql://app_user:s3cretS3cret@dpg-cabc123def456-a/app_db",
            "dpg-cabc123def456-a:5432/app_db",
            "password=s3cretS3cret, user=app_user"),
        shape(
            "Render, external",
            "postgresql://app_user:s3cretS3cret@dpg-cabc123def456-a.oregon-postgres.render.com/app_db",
            "dpg-cabc123def456-a.oregon-postgres.render.com:5432/app_db",
            "password=s3cretS3cret, user=app_user"),
        shape(
            "Heroku",
            "postgres://ufabcdefgh:p0123456789abcdef@ec2-54-83-1-94.compute-1.amazonaws.com:5432/d8r82722r2kuvn",
            "ec2-54-83-1-94.compute-1.amazonaws.com:5432/d8r82722r2kuvn",
            "password=p0123456789abcdef, user=ufabcdefgh"),
        shape(
            "Heroku, JDBC_DATABASE_URL",
            "jdbc:postgresql://ec2-54-83-1-94.compute-1.amazonaws.com:5432/d8r82722r2kuvn?password=p0123456789abcdef&sslmode=require&user=ufabcdefgh",
            "ec2-54-83-1-94.compute-1.amazonaws.com:5432/d8r82722r2kuvn",
            "password=p0123456789abcdef, sslmode=require, user=ufabcdefgh"),
        shape(
            "Heroku, JDBC of old",
            "jdbc:postgresql://ec2-54-83-1-94.compute-1.amazonaws.com:5432/d8r?user=u&password=p0123456789&ssl=true&sslfactory=org.postgresql.ssl.NonValidatingFactory",
            "ec2-54-83-1-94.compute-1.amazonaws.com:5432/d8r",
            "password=p0123456789, sslmode=require, user=u"),
        shape(
            "Supabase, direct",
            "postgresql://postgres:Pa55word%21@db.abcdefghijklmnopqrst.supabase.co:5432/postgres",
            "db.abcdefghijklmnopqrst.supabase.co:5432/postgres",
            "password=Pa55word!, user=postgres"),
        shape(
            "Supabase, transaction pooler",
            "postgres://postgres.abcdefghijklmnopqrst:Pa55word@aws-0-us-east-1.pooler.supabase.com:6543/postgres?pgbouncer=true&connection_limit=1",
            "aws-0-us-east-1.pooler.supabase.com:6543/postgres",
            "password=Pa55word, user=postgres.abcdefghijklmnopqrst"),
        shape(
            "Supabase, session pooler",
            "postgres://postgres.abcdefghijklmnopqrst:Pa55word@aws-0-us-east-1.pooler.supabase.com:5432/postgres?supa=base-pooler.x&workaround=supabase-pooler.vercel",
            "aws-0-us-east-1.pooler.supabase.com:5432/postgres",
            "password=Pa55word, user=postgres.abcdefghijklmnopqrst"),
        shape(
            "Supabase, tenant in options",
            "postgres://postgres:Pa55word@aws-0-us-east-1.pooler.supabase.com:5432/postgres?options=reference%3Dabcdefghijklmnopqrst",
            "aws-0-us-east-1.pooler.supabase.com:5432/postgres",
            "options=reference=abcdefghijklmnopqrst, password=Pa55word, user=postgres"),
        shape(
            "RDS",
            "postgresql://master:Zx%23Kq%3F9%2Fw%40@mydb.c9akciq32.eu-west-1.rds.amazonaws.com:5432/orders?sslmode=verify-full&sslrootcert=/etc/ssl/global-bundle.pem",
            "mydb.c9akciq32.eu-west-1.rds.amazonaws.com:5432/orders",
            "password=Zx#Kq?9/w@, sslmode=verify-full, sslrootcert=/etc/ssl/global-bundle.pem, user=master"),
        shape(
            "RDS, generated password that nobody encoded",
            "postgresql://master:Zx#Kq?9/w%!(:@mydb.c9akciq32.eu-west-1.rds.amazonaws.com:5432/orders",
            "mydb.c9akciq32.eu-west-1.rds.amazonaws.com:5432/orders",
            "password=Zx#Kq?9/w%!(:, user=master"),
        shape(
            "Aurora, writer and reader",
            "postgresql://master:secret99@w.cluster-c9a.eu-west-1.rds.amazonaws.com:5432,r.cluster-ro-c9a.eu-west-1.rds.amazonaws.com:5432/orders?target_session_attrs=read-write",
            "w.cluster-c9a.eu-west-1.rds.amazonaws.com:5432,r.cluster-ro-c9a.eu-west-1.rds.amazonaws.com:5432/orders",
            "password=secret99, targetServerType=primary, user=master"),
        shape(
            "Replit",
            "postgresql://neondb_owner:npg_AbC123dEf@ep-x-1.us-west-2.aws.neon.tech/neondb?sslmode=require",
            "ep-x-1.us-west-2.aws.neon.tech:5432/neondb",
            "password=npg_AbC123dEf, sslmode=require, user=neondb_owner"),
        shape(
            "Replit, of today",
            "postgresql://postgres:password@helium/heliumdb?sslmode=disable",
            "helium:5432/heliumdb",
            "password=password, sslmode=disable, user=postgres"),
        shape(
            "Fly, attached",
            "postgres://my_app:pW8nRkq2@my-app-db.flycast:5432/my_app?sslmode=disable",
            "my-app-db.flycast:5432/my_app",
            "password=pW8nRkq2, sslmode=disable, user=my_app"),
        shape(
            "Fly, internal of old",
            "postgres://postgres:pW8nRkq2@top2.nearest.of.my-app-db.internal:5433",
            "top2.nearest.of.my-app-db.internal:5433/postgres",
            "password=pW8nRkq2, user=postgres"),
        shape(
            "Fly, managed",
            "postgresql://fly-user:pW8nRkq2@pgbouncer.abc123.flympg.net/fly-db",
            "pgbouncer.abc123.flympg.net:5432/fly-db",
            "password=pW8nRkq2, user=fly-user"),
        shape(
            "Railway, private",
            "postgresql://postgres:QwErTy12@postgres.railway.internal:5432/railway",
            "postgres.railway.internal:5432/railway",
            "password=QwErTy12, user=postgres"),
        shape(
            "Railway, public proxy",
            "postgresql://postgres:QwErTy12@viaduct.proxy.rlwy.net:34567/railway",
            "viaduct.proxy.rlwy.net:34567/railway",
            "password=QwErTy12, user=postgres"),
        shape(
            "DigitalOcean",
            "postgresql://doadmin:AVNS_x1y2z3@db-pg-fra1-12345-do-user-1-0.b.db.ondigitalocean.com:25060/defaultdb?sslmode=require",
            "db-pg-fra1-12345-do-user-1-0.b.db.ondigitalocean.com:25060/defaultdb",
            "password=AVNS_x1y2z3, sslmode=require, user=doadmin"),
        shape(
            "Crunchy Bridge",
            "postgres://application:k0Ib2eX8@p.abcdefghijklmnop.db.postgresbridge.com:5432/postgres",
            "p.abcdefghijklmnop.db.postgresbridge.com:5432/postgres",
            "password=k0Ib2eX8, user=application"),
        shape(
            "Aiven",
            "postgres://avnadmin:AVNS_abc@pg-1-proj.aivencloud.com:12691/defaultdb?sslmode=require",
            "pg-1-proj.aivencloud.com:12691/defaultdb",
            "password=AVNS_abc, sslmode=require, user=avnadmin"),
        shape(
            "Azure single server, user with its server",
            "postgres://citus@c-mygroup:Str0ngPw@c-mygroup.postgres.database.azure.com:5432/citus?sslmode=require",
            "c-mygroup.postgres.database.azure.com:5432/citus",
            "password=Str0ngPw, sslmode=require, user=citus@c-mygroup"),
        shape(
            "Azure, user encoded",
            "postgres://app%40srv:Str0ngPw@srv.postgres.database.azure.com/app?sslmode=require",
            "srv.postgres.database.azure.com:5432/app",
            "password=Str0ngPw, sslmode=require, user=app@srv"),
        shape(
            "Azure, Java",
            "jdbc:postgresql://srv.postgres.database.azure.com:5432/app?user=app@srv&password=Str0ngPw&sslmode=require",
            "srv.postgres.database.azure.com:5432/app",
            "password=Str0ngPw, sslmode=require, user=app@srv"),
        shape(
            "Cloud SQL, public address",
            "postgresql://postgres:gcpSecret1@203.0.113.9:5432/app?sslmode=verify-ca&sslrootcert=server-ca.pem&sslcert=client-cert.pem&sslkey=client-key.pk8",
            "203.0.113.9:5432/app",
            "password=gcpSecret1, sslcert=client-cert.pem, sslkey=client-key.pk8, sslmode=verify-ca, sslrootcert=server-ca.pem, user=postgres"),
        shape(
            "Cloud SQL, Auth Proxy",
            "postgresql://postgres:gcpSecret1@127.0.0.1:5432/app",
            "127.0.0.1:5432/app",
            "password=gcpSecret1, user=postgres"),
        shape(
            "Timescale",
            "postgres://tsdbadmin:abcdefgh@svc1.proj1.tsdb.cloud.timescale.com:35177/tsdb?sslmode=require",
            "svc1.proj1.tsdb.cloud.timescale.com:35177/tsdb",
            "password=abcdefgh, sslmode=require, user=tsdbadmin"),
        shape(
            "Vercel, for node",
            "postgres://default:abcDEF123@ep-x-1-pooler.us-east-1.aws.neon.tech:5432/verceldb?sslmode=no-verify&uselibpqcompat=true",
            "ep-x-1-pooler.us-east-1.aws.neon.tech:5432/verceldb",
            "password=abcDEF123, sslmode=require, user=default"),
        shape(
            "Prisma",
            "postgresql://johndoe:randompassword@localhost:5432/mydb?schema=public&connection_limit=5&pool_timeout=2&connect_timeout=300&socket_timeout=5&pgbouncer=true&statement_cache_size=0",
            "localhost:5432/mydb",
            "connectTimeout=300, currentSchema=public, password=randompassword, user=johndoe"),
        shape(
            "Prisma, a schema that SQL would fold",
            "postgresql://johndoe:randompassword@localhost:5432/mydb?schema=My-App&sslaccept=strict",
            "localhost:5432/mydb",
            "currentSchema=\"My-App\", password=randompassword, "
                + SYSTEM_TRUST
                + ", sslmode=verify-full, user=johndoe"),
        shape(
            "SQLAlchemy",
            "postgresql+psycopg2://scott:tiger@localhost/test?application_name=app&connect_timeout=5",
            "localhost:5432/test",
            "ApplicationName=app, connectTimeout=5, password=tiger, user=scott"),
        shape(
            "Django and PostGIS",
            "postgis://geo:tiger@db/geo",
            "db:5432/geo",
            "password=tiger, user=geo"),
        shape(
            "Docker Compose",
            "postgres://postgres:postgres@my_db:5432/app_development",
            "my_db:5432/app_development",
            "password=postgres, user=postgres"),
        shape(
            "libpq, everything as a parameter",
            "postgresql:///mydb?host=a.example,b.example&port=5433,5434&user=other&password=x%26y",
            "a.example:5433,b.example:5434/mydb",
            "password=x&y, targetServerType=primary, user=other"),
        shape(
            "libpq, one port for all hosts",
            "postgresql://u@/mydb?host=a.example,b.example&port=6000&target_session_attrs=any",
            "a.example:6000,b.example:6000/mydb",
            "targetServerType=primary, user=u"),
        shape(
            "libpq, no database",
            "postgresql://other@localhost",
            "localhost:5432/other",
            "user=other"),
        shape(
            "libpq, no password and an empty port",
            "postgresql://other:@localhost:/otherdb?connect_timeout=10&application_name=myapp",
            "localhost:5432/otherdb",
            "ApplicationName=myapp, connectTimeout=10, user=other"),
        shape(
            "libpq, options with a space as a plus sign",
            "postgresql://u:p@h/d?options=-c+search_path%3Dapp+-c+timezone%3DUTC",
            "h:5432/d",
            "options=-c search_path=app -c timezone=UTC, password=p, user=u"),
        shape(
            "libpq, system trust",
            "postgresql://u:p@h/d?sslrootcert=system",
            "h:5432/d",
            "password=p, " + SYSTEM_TRUST + ", sslmode=verify-full, user=u"),
        shape(
            "libpq, require with a root certificate",
            "postgresql://u:p@h/d?sslmode=require&sslrootcert=ca.crt",
            "h:5432/d",
            "password=p, sslmode=verify-ca, sslrootcert=ca.crt, user=u"),
        shape(
            "libpq, an address beside the name",
            "postgresql://u:p@/d?host=h.example&hostaddr=10.0.0.9",
            "10.0.0.9:5432/d",
            "password=p, user=u"),
        shape(
            "libpq, encryption details",
            "postgresql://u:p@h/d?sslnegotiation=direct&sslmode=require&gssencmode=disable&require_auth=scram-sha-256",
            "h:5432/d",
            "gssEncMode=disable, password=p, requireAuth=scram-sha-256, sslNegotiation=direct, sslmode=require, user=u"),
        shape("IPv6", "postgresql://u:p@[::1]:5433/d", "[::1]:5433/d", "password=p, user=u"),
        shape(
            "IPv6, several, no port",
            "postgresql://u:p@[2001:db8::1234],[2001:db8::5]:6/d",
            "[2001:db8::1234]:5432,[2001:db8::5]:6/d",
            "password=p, targetServerType=primary, user=u"),
        shape(
            "driver, several hosts",
            "jdbc:postgresql://h1:1,h2:2/d?targetServerType=preferSecondary&loadBalanceHosts=true&user=u&password=a+b%2Bc",
            "h1:1,h2:2/d",
            "password=a b+c, targetServerType=primary, user=u"),
        shape(
            "driver, only a database",
            "jdbc:postgresql:d?user=u&currentSchema=app,public",
            "localhost:5432/d",
            "currentSchema=app,public, user=u"),
        shape("driver, only a slash", "jdbc:postgresql:/?user=u", "localhost:5432/u", "user=u"),
        shape(
            "driver, no slash behind the host",
            "jdbc:postgresql://h?user=u&ssl=true",
            "h:5432/u",
            SYSTEM_TRUST + ", sslmode=verify-full, user=u"),
        shape(
            "driver's prefix before a platform's URL",
            "jdbc:postgresql://u:pa%2Bss@h:5432/d",
            "h:5432/d",
            "password=pa+ss, user=u"),
        shape(
            "quotes, white space and a line end around it",
            " \"postgres://u:p@h/d\"\r\n",
            "h:5432/d",
            "password=p, user=u"),
        shape(
            "pasted with its name",
            "DATABASE_URL='postgres://u:p@h/d'",
            "h:5432/d",
            "password=p, user=u"),
        shape("scheme in capitals", "POSTGRES://u:p@h/d", "h:5432/d", "password=p, user=u"),
        shape(
            "at signs in the password",
            "postgres://u:p@s@s@h/d",
            "h:5432/d",
            "password=p@s@s, user=u"),
        shape(
            "a slash and a colon in the password",
            "postgres://u:12/3:4@h:1/d",
            "h:1/d",
            "password=12/3:4, user=u"),
        shape(
            "a slash that looks like a port and a database",
            "postgres://u:12/34@h/d?sslmode=require",
            "h:5432/d",
            "password=12/34, sslmode=require, user=u"),
        shape(
            "a question mark in the password",
            "postgres://u:what?@h/d",
            "h:5432/d",
            "password=what?, user=u"),
        shape(
            "a plus sign in the password",
            "postgres://u:a+b@h/d",
            "h:5432/d",
            "password=a+b, user=u"),
        shape(
            "a percent sign that encodes nothing",
            "postgres://u:100%zz%41@h/d",
            "h:5432/d",
            "password=100%zz%41, user=u"),
        shape(
            "a database name that is encoded",
            "postgres://u:p@h/my%20db%2F1",
            "h:5432/my+db%2F1",
            "password=p, user=u"),
        shape(
            "letters beyond ASCII",
            "postgres://jürgen:grün%C3%A4@h/d",
            "h:5432/d",
            "password=grün%C3%A4".replace("%C3%A4", "ä") + ", user=jürgen"));
  }

  private static Arguments shape(String name, String url, String leadsTo, String properties) {
    return Arguments.of(name, url, leadsTo, properties);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("shapes")
  void understandsEveryRealShape(String name, String url, String leadsTo, String properties) {
    DatabaseUrl parsed = DatabaseUrl.parse(url);

    assertThat(parsed.jdbcUrl()).isEqualTo("jdbc:postgresql://" + leadsTo);
    assertThat(new TreeMap<>(parsed.properties())).hasToString("{" + properties + "}");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("shapes")
  void theDriverReadsTheSame(String name, String url, String leadsTo, String properties) {
    DatabaseUrl parsed = DatabaseUrl.parse(url);

    var driver = Driver.parseURL(parsed.jdbcUrl(), null);

    assertThat(driver).isNotNull();
    assertThat(driver.getProperty("PGDBNAME")).isEqualTo(parsed.database());
    String[] hosts = driver.getProperty("PGHOST").split(",");
    String[] ports = driver.getProperty("PGPORT").split(",");
    assertThat(parsed.hosts()).hasSameSizeAs(hosts);
    for (int i = 0; i < hosts.length; i++) {
      assertThat(parsed.hosts().get(i)).isEqualTo(hosts[i] + ":" + ports[i]);
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("shapes")
  void showsOnlyWhereItLeads(String name, String url, String leadsTo, String properties) {
    DatabaseUrl parsed = DatabaseUrl.parse(url);

    assertThat(parsed).hasToString(parsed.shownHost() + "/" + parsed.database());
    assertThat(parsed.secrets()).contains(url.strip());
    if (parsed.properties().containsKey("password")) {
      assertThat(parsed.secrets()).contains(parsed.properties().getProperty("password"));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "  ",
        "''",
        "hunter2hunter2",
        "u:hunter2hunter2@h/d",
        "mysql://u:hunter2hunter2@h/d",
        "jdbc:mysql://u:hunter2hunter2@h/d",
        "prisma+postgres://accelerate.prisma-data.net/?api_key=hunter2hunter2",
        "postgres:u:hunter2hunter2@h/d",
        "postgres://u:hunter2hunter2@h:port/d",
        "postgres://u:hunter2hunter2@h:0/d",
        "postgres://u:hunter2hunter2@h:65536/d",
        "postgres://u:hunter2hunter2@2001:db8::1/d",
        "postgres://u:hunter2hunter2@h/d?port=1,2",
        "postgres://u:hunter2hunter2@a,b,c/d?port=1,2",
        "postgres://u:hunter2hunter2@h/d\npostgres://u:hunter2hunter2@h/e",
        "postgres://u:hunter2hunter2@h/d?sslmode=hunter2hunter2",
        "postgres://u:hunter2hunter2@h/d?channel_binding=hunter2hunter2",
        "postgres://u:hunter2hunter2@h/d?connect_timeout=hunter2hunter2",
        "postgres://u:[YOUR-PASSWORD]@db.hunter2hunter2.supabase.co:5432/postgres",
        "postgres://u:hunter2hunter2@${PGHOST}/d",
        "postgres://u:hunter2hunter2@h%3Fx/d",
        "postgres://u:hunter2hunter2@%2Fvar%2Frun%2Fpostgresql/d",
        "postgres:///d?host=/cloudsql/project:region:instance&password=hunter2hunter2",
        "jdbc:postgresql:///d?cloudSqlInstance=p:r:i&password=hunter2hunter2&socketFactory=com.google.cloud.sql.postgres.SocketFactory",
        "jdbc:postgresql://h/d?password=hunter2hunter2&sslfactory=com.example.hunter2hunter2",
        "jdbc:postgresql://?service=hunter2hunter2",
      })
  void refusesWithoutRepeatingAnyOfIt(String url) {
    var refused = catchThrowableOfType(DrydockException.class, () -> DatabaseUrl.parse(url));

    assertThat(refused).as("refused").isNotNull();
    assertThat(refused.failure().code()).isEqualTo(ErrorCode.CONFIGURATION);
    assertThat(refused).hasNoCause();
    assertThat(refused.getMessage())
        .startsWith("DATABASE_URL ")
        .doesNotContain("hunter2")
        .contains("Nothing was executed.");
  }

  @Test
  void namesTheVariableThatWasWrong() {
    var refused =
        catchThrowableOfType(
            DrydockException.class, () -> DatabaseUrl.parse("MIGRATION_DATABASE_URL", "x"));

    assertThat(refused.failure().what())
        .isEqualTo(
            "MIGRATION_DATABASE_URL doesn't begin with postgres://, postgresql:// or"
                + " jdbc:postgresql:.");
  }

  @Test
  void saysWhyAUnixSocketWontDo() {
    var refused =
        catchThrowableOfType(
            DrydockException.class,
            () -> DatabaseUrl.parse("postgres://u:p@/d?host=/cloudsql/p:r:i"));

    assertThat(refused.failure().what())
        .isEqualTo(
            "DATABASE_URL names a unix socket; Drydock's driver reaches a server by TCP only.");
    assertThat(refused.failure().next()).contains("Auth Proxy").contains("127.0.0.1");
  }

  @Test
  void warnsOfWhatItIgnoresByNameOnly() {
    DatabaseUrl parsed =
        DatabaseUrl.parse(
            "postgres://u:p@h/d?zeta=hidden1&statement_timeout=hidden2&connect_timeout=0"
                + "&target_session_attrs=read-only&pool_timeout=3");

    assertThat(parsed.warnings())
        .containsExactlyInAnyOrder(
            "parameters without a meaning here were ignored: statement_timeout, zeta",
            "connect_timeout=0 would wait for ever; 10 seconds are used",
            "target_session_attrs was ignored: migrations go to the primary");
  }

  @Test
  void startupSettingsCanBeTakenOut() {
    DatabaseUrl parsed = DatabaseUrl.parse("postgres://u:p@h/d?options=endpoint%3Dep-1&schema=app");

    assertThat(parsed.options()).contains("endpoint=ep-1");
    assertThat(parsed.searchPath()).contains("app");
    parsed.properties().remove("options");
    assertThat(parsed.properties()).containsEntry("options", "endpoint=ep-1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"localhost", "LOCALHOST", "localhost.", "127.0.0.1", "127.1.2.3", "[::1]"})
  void thisMachineIsKnownByItsName(String host) {
    assertThat(DatabaseUrl.parse("postgres://u@" + host + "/d").thisMachine()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "db",
        "localhost.example.com",
        "127.0.0.1.example.com",
        "[::2]",
        "10.0.0.1",
        "localhost,db.example.com",
        "host.docker.internal"
      })
  void anythingElseIsAnotherMachine(String host) {
    assertThat(DatabaseUrl.parse("postgres://u@" + host + "/d").thisMachine()).isFalse();
  }

  @Test
  void anyPasswordComesBackFromItsEncodedForm() {
    var random = new Random(20251101);
    for (int i = 0; i < 20_000; i++) {
      String password = anyPassword(random);
      String encoded = URLEncoder.encode(password, StandardCharsets.UTF_8).replace("+", "%20");

      assertThat(password("postgres://u:" + encoded + "@h:1/d?sslmode=require"))
          .isEqualTo(password);
      assertThat(password("postgres://h/d?user=u&password=" + encoded)).isEqualTo(password);
      assertThat(password("jdbc:postgresql://h/d?user=u&password=" + encoded)).isEqualTo(password);
    }
  }

  @Test
  void aPasswordOfPrintableCharactersComesBackUnencodedWhereItEncodesNothing() {
    // Without the opening brackets, which may look like a placeholder that nobody filled in, and
    // without the equals sign, since "@host?name=" cannot be told from parameters.
    String odd = "!\"#$&')*+,-.;>@[]^_`|}~:/?";
    var random = new Random(20251102);
    for (int i = 0; i < 20_000; i++) {
      var password = new StringBuilder("x");
      for (int length = random.nextInt(12); length >= 0; length--) {
        password.append(
            random.nextBoolean()
                ? odd.charAt(random.nextInt(odd.length()))
                : (char) ('a' + random.nextInt(26)));
      }
      password.append('x');
      assertThat(password("postgres://u:" + password + "@db.example.com:5432/d"))
          .isEqualTo(password.toString());
    }
  }

  private static String anyPassword(Random random) {
    return random
        .ints(1 + random.nextInt(24), 0x20, random.nextBoolean() ? 0x7f : 0x3000)
        .filter(c -> !Character.isISOControl(c) && Character.isDefined(c))
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .append('x')
        .toString();
  }

  private static String password(String url) {
    return DatabaseUrl.parse(url).properties().getProperty("password");
  }
}
