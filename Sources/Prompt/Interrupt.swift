import CEditShim

/// The wish to stop, made with Ctrl-C. One flag for the process: a computation polls it and ends.
public enum Interrupt {
  /// Lets Ctrl-C (SIGINT) raise the flag instead of ending the process. May be called again.
  public static func install() {
    cedit_interrupt_install()
  }

  /// `true` iff Ctrl-C was pressed since the flag was last cleared. Lock-free; safe from any
  /// thread.
  public static var isRequested: Bool {
    cedit_interrupt_requested()
  }

  /// Lowers the flag. Lock-free; safe from any thread.
  public static func clear() {
    cedit_interrupt_clear()
  }
}
