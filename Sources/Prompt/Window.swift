import CEditShim

/// The window that the terminal shows.
public enum Window {
  /// Its columns, or `nil` where they are not known.
  public static var columns: Int? { known(cedit_window_columns()) }
  /// Its rows, or `nil` where they are not known.
  public static var rows: Int? { known(cedit_window_rows()) }

  private static func known(_ count: Int32) -> Int? { count > 0 ? Int(count) : nil }
}
