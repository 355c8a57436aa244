package dev.drydock;

/** Entry point of the one jar: the service, or a verb of the command line. */
public final class DrydockApplication {

  private DrydockApplication() {}

  /** Starts the service without arguments or by {@code serve}; anything else never sees Spring. */
  public static void main(String[] args) {
    if (args.length == 0 || (args.length == 1 && args[0].equals("serve"))) {
      new ServeProcess().run().ifPresent(System::exit);
    } else {
      System.exit(new CommandLineStart().run(args));
    }
  }
}
