import AISModel
import AISSource
import AISSyntax

/// What a host lets a session read.
struct FileSource: Sendable {
  private let readFile: Options.FileReader?
  private let readPieces: Options.PieceReader?

  init(_ options: Options) { (readFile, readPieces) = (options.readFile, options.readPieces) }

  /// The head of a column as written, with its place.
  typealias Head = (text: String, place: Place)

  /// Reads a table: gives its heads once, then its rows, so many as come together. A name that ends in `.json`, `.jsonl`
  /// or `.ndjson` is read as JSON; of single values there are no heads.
  ///
  /// What is wrong with a row is for `take` to say; what is no table at all is thrown.
  func readTable(
    _ path: String, beside source: SourceText, at place: Place,
    begin: ([Head]) throws(Diagnostic) -> Void,
    take: (TableRows, ArraySlice<TableRows.Row>, _ isJSON: Bool) throws(Diagnostic) -> Void
  ) throws(Diagnostic) {
    let file = source.path(besideIt: path)
    if [".json", ".jsonl", ".ndjson"].contains(where: { path.lowercased().hasSuffix($0) }) {
      var bytes: [UInt8] = []
      try read(file, at: place) { (piece) throws(Diagnostic) in bytes += piece }
      let table = try Self.table { () throws(TableFault) in try TableJSON(bytes, file: file) }
      try begin(table.heads.map { ($0, place) })
      return try take(table.rows, table.rows.rows[...], true)
    }
    var text = TableText(file: file)
    var hasHead = false
    func add(_ rows: TableRows) throws(Diagnostic) {
      guard !hasHead else { return try take(rows, rows.rows[...], false) }
      guard let head = rows.rows.first else { return }
      hasHead = true
      try begin((0..<head.count).map { (rows.text(head, $0), rows.place(head, $0)) })
      try take(rows, rows.rows.dropFirst(), false)
    }
    try read(file, at: place) { (piece) throws(Diagnostic) in
      try add(try Self.table { () throws(TableFault) in try text.take(piece) })
    }
    try add(try Self.table { () throws(TableFault) in try text.finish() })
  }

  private func read(
    _ file: String, at place: Place, _ take: (ArraySlice<UInt8>) throws(Diagnostic) -> Void
  ) throws(Diagnostic) {
    do throws(Diagnostic) {
      if let readPieces { return try readPieces(file, take) }
      guard let readFile else {
        throw Diagnostic(
          code: "AIS0714", "no file can be read here",
          help: "the host of this session gives no access to files")
      }
      try take(try readFile(file).bytes[...])
    } catch {
      var fault = error
      fault.place = fault.place ?? place
      throw fault
    }
  }

  private static func table<Result>(_ read: () throws(TableFault) -> Result) throws(Diagnostic)
    -> Result
  {
    do throws(TableFault) { return try read() } catch {
      throw Diagnostic(code: error.code, error.message, at: error.place, help: error.help)
    }
  }
}
