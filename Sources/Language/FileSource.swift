import AISModel
import AISSource
import AISSyntax

/// What a host lets a session read.
struct FileSource: Sendable {
  private let readFile: Options.FileReader?
  private let readPieces: Options.PieceReader?
  private let isCancelled: @Sendable () -> Bool
  /// So many rows are taken at a time, and so many bytes of a file that comes whole.
  private static let (rowStride, byteStride) = (4096, 1 << 18)

  init(_ options: Options) {
    (readFile, readPieces) = (options.readFile, options.readPieces)
    isCancelled = options.isCancelled
  }

  /// Throws if somebody wants the work to stop.
  func checkCancelled() throws(Diagnostic) {
    if isCancelled() { throw Diagnostic(code: "AIS0602", "interrupted") }
  }

  /// The head of a column as written, with its place.
  typealias Head = (text: String, place: Place)

  /// `true` iff a file of this name is read as JSON.
  static func isJSON(_ path: String) -> Bool {
    [".json", ".jsonl", ".ndjson"].contains { path.lowercased().hasSuffix($0) }
  }

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
    if Self.isJSON(path) {
      var bytes: [UInt8] = []
      try read(file, at: place) { (piece) throws(Diagnostic) in bytes += piece }
      let table = try Self.table { () throws(TableFault) in
        try TableJSON(bytes, file: file, isCancelled: isCancelled)
      }
      try begin(table.heads.map { ($0, place) })
      for first in stride(from: 0, to: table.rows.rows.count, by: Self.rowStride) {
        try checkCancelled()
        let end = min(first + Self.rowStride, table.rows.rows.count)
        try take(table.rows, table.rows.rows[first..<end], true)
      }
      return
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
      if let readPieces {
        return try readPieces(file) { (piece) throws(Diagnostic) in
          try checkCancelled()
          try take(piece)
        }
      }
      guard let readFile else {
        throw Diagnostic(
          code: "AIS0714", "no file can be read here",
          help: "the host of this session gives no access to files")
      }
      let bytes = try readFile(file).bytes
      for first in stride(from: 0, to: bytes.count, by: Self.byteStride) {
        try checkCancelled()
        try take(bytes[first..<min(first + Self.byteStride, bytes.count)])
      }
    } catch {
      guard error.code != "AIS0602" else { throw error }
      var fault = error
      fault.place = fault.place ?? place
      throw fault
    }
  }

  private static func table<Result>(_ read: () throws(TableFault) -> Result) throws(Diagnostic)
    -> Result
  {
    do throws(TableFault) { return try read() } catch {
      let place = error.code == "AIS0602" ? nil : error.place
      throw Diagnostic(code: error.code, error.message, at: place, help: error.help)
    }
  }
}
