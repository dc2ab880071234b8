import AISSource

/// What is wrong with the rows of a table: all of it is said together, and nothing of the table is entered.
struct TableFaults {
  /// So many are shown; the others are counted.
  static let limit = 20

  private var shown: [Diagnostic] = []
  private var count = 0

  var isEmpty: Bool { count == 0 }

  /// Adds what is wrong with a cell or a row. The place is only made for what is shown.
  mutating func add(
    _ code: String, _ message: @autoclosure () -> String, at place: @autoclosure () -> Place,
    help: @autoclosure () -> String? = nil
  ) {
    count += 1
    guard shown.count < Self.limit else { return }
    shown.append(Diagnostic(code: code, message(), at: place(), help: help()))
  }

  /// Adds what has been said in full.
  mutating func add(_ fault: Diagnostic) {
    count += 1
    if shown.count < Self.limit { shown.append(fault) }
  }

  /// Throws what was found, in the order of the file.
  func check() throws(Diagnostic) {
    func position(_ fault: Diagnostic) -> (Int, Int) {
      let position = fault.place.map { $0.text.position(of: Int($0.span.start)) }
      return (position?.line ?? 0, position?.column ?? 0)
    }
    var inOrder = shown.sorted { position($0) < position($1) }
    guard !inOrder.isEmpty else { return }
    // the same help is said once
    for index in inOrder.indices.reversed()
    where inOrder[..<index].contains(where: { $0.help == inOrder[index].help }) {
      inOrder[index].help = nil
    }
    if count > inOrder.count {
      inOrder[inOrder.count - 1].notes.append(
        "and \(count - inOrder.count) more cells or rows of this file are wrong")
    }
    var first = inOrder.removeFirst()
    first.others = inOrder
    throw first
  }
}
