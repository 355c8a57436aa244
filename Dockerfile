# One image: the service without a verb, one command with one.
#   docker build -t drydock .
#   docker run --rm -v ./migrations:/migrations -e DATABASE_URL drydock migrate

# The jar, taken apart, so that a release changes only the small last layer.
FROM maven:3.9-eclipse-temurin-25 AS build
WORKDIR /build
COPY pom.xml ./
RUN mvn -B -q dependency:go-offline
COPY src src
RUN mvn -B -q package -DskipTests \
 && java -Djarmode=tools -jar target/drydock.jar extract --layers --destination layers

FROM eclipse-temurin:25-jre AS app
# The client tools must be at least as new as the server, so they come from the PostgreSQL project;
# an empty value takes the distribution's, for a build that reaches only the distribution.
ARG PG_CLIENT_MAJOR=18
RUN export DEBIAN_FRONTEND=noninteractive \
 && apt-get update \
 && if [ -n "$PG_CLIENT_MAJOR" ]; then \
      apt-get install -y --no-install-recommends ca-certificates postgresql-common \
      && sh /usr/share/postgresql-common/pgdg/apt.*.sh -y \
      && apt-get install -y --no-install-recommends "postgresql-client-$PG_CLIENT_MAJOR" \
      && apt-get purge -y --auto-remove postgresql-common; \
    else \
      apt-get install -y --no-install-recommends postgresql-client; \
    fi \
 && apt-get clean && rm -rf /var/lib/apt/lists/* \
 && groupadd --system --gid 10001 drydock \
 && useradd --system --uid 10001 --gid 10001 --home-dir /app --no-create-home drydock
COPY src/main/docker/drydock src/main/docker/healthcheck /usr/local/bin/
COPY --from=build /build/layers/dependencies/ /app/
COPY --from=build /build/layers/application/ /app/
# No folder /migrations: a mount that was forgotten is an error, not "nothing to do".
ENV LANG=C.UTF-8 APP_ENV=production MIGRATIONS_DIR=/migrations
WORKDIR /app
USER 10001:10001

# One start of each kind, recorded on this very JVM and these very jars.
FROM app AS training
COPY src/main/docker/train /usr/local/bin/
COPY src/main/docker/training /tmp/sql
RUN mkdir /tmp/training && train /tmp/sql /tmp/training

FROM app
COPY --chown=0:0 --from=training /tmp/training/command.aot /tmp/training/serve.aot /app/
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s CMD ["healthcheck"]
ENTRYPOINT ["drydock"]
CMD ["serve"]
