import AISModel
import AISSource
import AISSyntax
import AISUnits

extension Declarer {
  /// `let prices = import "prices.csv"`: a list with a record for each row, its fields called like the columns. The
  /// elements of an array of single values in JSON are the list.
  ///
  /// The list is written out as it would be in the language, and read as if it stood in the file.
  mutating func importedList(_ declaration: DefinitionDeclaration) throws(Diagnostic) -> Code {
    let span = text.tree.span(of: declaration.value)
    let (place, path) = (place(span), text.content(ofText: span))
    var table = try readTable(path, place) { (table, heads) throws(Diagnostic) in
      table.rowLimit = min(Self.rowLimit, Self.cellLimit / max(1, heads.count))
      var fields = Set<String>()
      for head in heads {
        let (title, unit) = try self.heading(head)
        var column = TableColumn(title, head.place, unit == nil ? .open : .numbers)
        (column.unit, column.dimension, column.takesNever) = (unit, unit?.dimension, true)
        let field = Self.field(title)
        if !Self.isField(field) {
          table.faults.add(
            "AIS0726", "`\(title)` cannot be the name of a field", at: head.place,
            help: "give the column another head, such as `\(field)_value`")
        } else if !fields.insert(field).inserted {
          table.faults.add("AIS0715", "two columns are called `\(field)`", at: head.place)
        }
        table.columns.append(column)
      }
    }
    if table.columns.isEmpty, table.count > 0 { table = try values(path, place) }
    try table.faults.check()
    noteTexts(in: table)
    let hasFields = table.columns.first?.title.isEmpty == false
    let columns = table.columns.indices.map { index in
      let lead = hasFields ? Self.field(table.columns[index].title) + ": " : ""
      return written(&table.columns[index], path).map { lead + $0 }
    }
    var list: [UInt8] = Array("[".utf8)
    for row in 0..<table.count {
      list += (row == 0 ? "\n" : ",\n").utf8
      if hasFields { list += "{ ".utf8 }
      for (index, column) in columns.enumerated() {
        if index > 0 { list += ", ".utf8 }
        list += column[row].utf8
      }
      if hasFields { list += " }".utf8 }
    }
    list += "\n]\n".utf8
    try files.checkCancelled()
    let parsed = Parser.parse(
      SourceText(
        list, name: text.source.path(besideIt: path), imported: "import \(text.source[span])"))
    try files.checkCancelled()
    guard parsed.statements.count == 1, case .expression(let expression) = parsed.statements[0].form
    else {
      throw parsed.diagnostics.first
        ?? Diagnostic(code: "AIS0726", "this file is no list", at: place)
    }
    return Code(parsed, expression)
  }

  /// The rows that a list may have, and their cells: each is a value of its own, some 2 KB with all that belongs to it.
  private static let (rowLimit, cellLimit) = (100_000, 500_000)

  /// The table of an array of single values: one column without a title.
  private func values(_ path: String, _ place: Place) throws(Diagnostic) -> ImportedTable {
    try readTable(path, place) { (table, _) throws(Diagnostic) in
      table.rowLimit = Self.rowLimit
      table.columns = [TableColumn("", place, .open)]
    }
  }

  // MARK: As the language writes it

  /// The name of a field: what cannot be part of a name is `_`.
  private static func field(_ title: String) -> String {
    let words = title.split { !$0.isLetter && !$0.isNumber && $0 != "_" }
    return words.joined(separator: "_")
  }

  private static func isField(_ name: String) -> Bool {
    let parsed = Parser.parse(SourceText("[r.\(name), { \(name): 1 }]"))
    return parsed.diagnostics.isEmpty
  }

  /// The cells of a column as they are written in the language.
  private func written(_ column: inout TableColumn, _ file: String) -> [String] {
    let unknown = "unknown(\(Self.quoted("\(column.title) is empty in \(file)")))"
    let never = "(never \(Self.quoted("as \(file) says")))"
    switch column.reading {
    case .texts: return column.texts.map { $0.isEmpty ? unknown : Self.quoted($0) }
    case .dates: return column.dates.map { $0.isEmpty ? unknown : $0 }
    case .truths:
      return column.takeNumbers().map { $0.isNaN ? unknown : $0 == 1 ? "true" : "false" }
    default:
      let unit = book.units.jsonUnit(of: column.dimension ?? .ratio)
      return column.takeNumbers().map { number in
        if number == .infinity { return never }
        return number.isNaN ? unknown : Self.written(number * unit.factor, unit.name)
      }
    }
  }

  /// An amount as it is written in the language; units that are a product stand by themselves, `3 user * 1 year`.
  private static func written(_ number: Double, _ unit: String) -> String {
    guard unit != "1" else { return "\(number)" }
    guard unit.contains("*") || unit.hasPrefix("1/") else { return "\(number) \(unit)" }
    let product = unit.replacing("*", with: " * 1 ").replacing("/", with: " / 1 ")
    return "(\(number) \(product.hasPrefix("1 ") ? String(product.dropFirst(2)) : product))"
  }

  private static func quoted(_ text: String) -> String {
    let escaped = text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
      .replacing("\n", with: "\\n").replacing("\r", with: "").replacing("\t", with: "\\t")
    return "\"\(escaped)\""
  }
}
