import AISSource
import AISTestSupport
import Testing

@testable import AISModel

/// Tables as text: however a text comes, its rows are the same.
@Suite struct TableReadingTests {
  /// Texts in which something is easily cut in two.
  static let texts = [
    "name,users\nA,1\nB,2\n", "name;users\r\nA;1\r\n\r\nB;2", "\u{FEFF}name\tusers\nA\t1",
    "name,note\n\"A, B\",\"one\ntwo\"\nC,\"say \"\"no\"\"\"\n", "name,città\nÅ,日本語\n\n\nZ,'=1+1\n",
    "name,a\rB,1\rC,2\r", "", "name", "name,a\n ,\n  x  ,  y  \n", "name,a\n\"\",1\n\"x\"\"\",2",
  ]

  /// The rows of a text that comes in pieces of these lengths, with their lines.
  private func rows(_ text: String, _ lengths: [Int]) throws -> [String] {
    var table = TableText(file: nil)
    var (found, rest) = ([TableRows](), Array(text.utf8)[...])
    for length in lengths {
      found.append(try table.take(rest.prefix(length)))
      rest = rest.dropFirst(length)
    }
    found.append(try table.take(rest))
    found.append(try table.finish())
    return found.flatMap { rows in
      rows.rows.map { row in
        let cells = (0..<row.count).map { rows.text(row, $0) }
        let place = rows.place(row, row.count - 1)
        let at = place.text.position(of: Int(place.span.start))
        return "\(row.line) \(at.line):\(at.column) " + cells.joined(separator: "|")
      }
    }
  }

  @Test(arguments: texts) func piecesMakeNoDifference(_ text: String) throws {
    var random = SplitMix(seed: UInt64(text.utf8.count))
    let whole = try rows(text, [])
    for _ in 0..<200 {
      let lengths = (0..<40).map { _ in Int.random(in: 0...4, using: &random) }
      #expect(try rows(text, lengths) == whole)
    }
    #expect(try rows(text, [Int](repeating: 1, count: text.utf8.count)) == whole)
  }

  @Test func cellsAreAsTheyStand() throws {
    #expect(
      try rows(Self.texts[3], []) == [
        "1 1:6 name|note", "2 2:9 A, B|one\ntwo", "4 4:4 C|say \"no\"",
      ])
    #expect(try rows(Self.texts[4], [])[2] == "5 5:3 Z|=1+1")
  }

  @Test func aRowHasALimit() throws {
    var table = TableText(file: nil)
    _ = try table.take(Array("name,a\nB,\"".utf8)[...])
    let piece = [UInt8](repeating: 0x78, count: 1 << 18)
    let fault = #expect(throws: TableFault.self) {
      for _ in 0..<100 { _ = try table.take(piece[...]) }
    }
    #expect(fault?.message == "a row has more than 1024 KiB")
    #expect(fault.map { $0.place.text.line(of: 0) } == 2)
  }

  // MARK: JSON

  private func json(_ text: String) throws -> (heads: [String], rows: [String]) {
    let table = try TableJSON(Array(text.utf8), file: nil)
    let rows = table.rows.rows.map { row in
      (0..<max(1, table.heads.count)).map { table.rows.text(row, $0) }.joined(separator: "|")
    }
    return (table.heads, rows)
  }

  @Test func jsonIsRead() throws {
    let array = try json(#"[{"a": 1, "b": "x\u00e9\ud83d\ude00\n"}, {"b": null, "c": true}, {}]"#)
    #expect(array.heads == ["a", "b", "c"])
    #expect(array.rows == ["1|xé😀\n|", "||true", "||"])
    let named = try json(#"{"A": {"x": 1}, "B": {}}"#)
    #expect(named.heads == ["name", "x"] && named.rows == ["A|1", "B|"])
    #expect(try json("{\"x\": 1}\n{\"x\": -2.5e3}\n").rows == ["1", "-2.5e3"])
    #expect(try json("[1, \"two\", null]").rows == ["1", "two", ""])
    #expect(try json(" [ ] ").rows.isEmpty)
  }

  @Test(arguments: [
    ("", "1:1 expected `[` or `{`, found the end of the text"),
    ("[1", "1:3 expected `,` or `]`, found the end of the text"),
    ("[{\"a\": 01}]", "1:8 expected a value, found `01`"),
    ("[1]\n x", "2:2 expected the end of the text, found `x`"),
    ("[{\"a\" 1}]", "1:7 expected `:`, found `1`"),
    ("[\"\\x\"]", "1:3 no sign of JSON is escaped like this"),
    ("[{\"a\": 1, \"a\": 2}]", "1:11 `a` stands twice in this object"),
    ("[\"a\nb\"]", "1:4 a text ends before its line does"),
    ("[\"a", "1:2 a quotation mark is never closed"),
    ("[[1]]", "1:2 a cell holds one value, this is an array"),
    ("[{\"a\": NaN}]", "1:8 expected a value, found `NaN`"),
  ])
  func jsonFaultsHaveTheirPlace(text: String, expected: String) {
    let fault = #expect(throws: TableFault.self) { _ = try json(text) }
    guard let fault else { return }
    let at = fault.place.text.position(of: Int(fault.place.span.start))
    #expect("\(at.line):\(at.column) \(fault.message)" == expected)
  }

  // MARK: Answers

  /// The line of an answer with a table of these columns and rows.
  private func answer(_ columns: [String], _ rows: String) -> String {
    let columns = columns.map { #"{"name":"\#($0)","type":"quantity"}"# }.joined(separator: ",")
    return #"{"statement":"show \"x\"","line":1,"kind":"table","columns":["# + columns
      + #"],"rows":["# + rows + #"],"rests_on":{"facts":[["a"]]},"as_of":"2024-01-01"}"# + "\n"
  }

  @Test func answersAreTables() throws {
    let plain = try json(
      answer(
        ["firm", "cost", "cost"],
        #"["A",{"value":5,"unit":"USD"},{"value":0.5,"unit":"1"}],["B",{"missing":"no"},true]"#))
    #expect(plain.heads == ["firm", "cost [USD]", "cost 2"])
    #expect(plain.rows == ["A|5|0.5", "B||true"])
    let uncertain = try json(
      answer(
        ["x"], #"[{"value":2,"unit":"USD","p5":1,"p95":3,"samples":9}],[{"never":"it \"is\" not"}]"#
      ))
    #expect(uncertain.heads == ["x [USD]", "x p5 [USD]", "x p95 [USD]"])
    #expect(uncertain.rows == ["2|1|3", "never||"])
    let mixed = try json(
      answer(
        ["metric", "base", "what if", "part"],
        #"["a",{"value":1,"unit":"USD"},{"value":2,"unit":"USD"},{"value":3,"unit":"1"}],"#
          + #"["b",{"value":4,"unit":"year"},null,{"probability":0.5}]"#))
    #expect(mixed.heads == ["metric", "unit", "base", "what if [USD]", "part"])
    #expect(mixed.rows == ["a|USD|1|2|3", "b|year|4||0.5"])
    #expect(try json(answer(["x"], "")).rows.isEmpty)
  }

  @Test(arguments: [
    (#"{"statement":"1","line":1,"kind":"quantity","unit":"1","value":1}"#, "no table"),
    (#"{"statement":"1","line":1,"kind":"table","columns":[],"rows":[[1]]}"#, "expected 0 cells"),
    (#"{"statement":"1","line":1,"kind":"table","columns":[{"name":"x"}],"rows":[[1]"#, "expected"),
    (#"{"statement":"1","line":1,"kind":"table","columns":{"name":"x"}}"#, "expected `[`"),
    (
      #"{"statement":"1","line":1,"kind":"table","columns":[{"name":"x"}],"rows":[]} {}"#, "several"
    ),
    (#"{"statement":"1","line":1,"kind":"table","x":[[[}"#, "expected"),
  ])
  func otherAnswersAreRefused(text: String, expected: String) {
    let fault = #expect(throws: TableFault.self) { _ = try json(text) }
    #expect(fault?.message.contains(expected) == true, "\(fault?.message ?? "")")
  }

  @Test func whatLooksLikeAnAnswerIsNone() throws {
    let lines = try json(#"{"statement":"a","kind":1}"# + "\n" + #"{"statement":"b","kind":2}"#)
    #expect(lines.heads == ["statement", "kind"] && lines.rows == ["a|1", "b|2"])
  }

  @Test func readingJSONCanBeStopped() {
    let text = Array(("[" + String(repeating: "{\"a\":1},", count: 9000) + "{}]").utf8)
    let fault = #expect(throws: TableFault.self) {
      _ = try TableJSON(text, file: nil, isCancelled: { true })
    }
    #expect(fault?.code == "AIS0602")
  }

  /// Whatever the bytes are, reading them ends in rows or in a fault.
  @Test(arguments: 0..<20) func anythingIsReadOrRefused(_ seed: UInt64) {
    var random = SplitMix(seed: seed)
    let signs = Array("[]{}\",:\\u0e+-. \nnulltrue[{\"a\":1},".utf8)
    for _ in 0..<300 {
      let bytes = (0..<Int.random(in: 0...30, using: &random)).map { _ in
        signs.randomElement(using: &random) ?? 0
      }
      _ = try? TableJSON(bytes, file: nil)
      var table = TableText(file: nil)
      _ = try? table.take(bytes[...])
      _ = try? table.finish()
    }
    let broken = Array(answer(["a", "b"], #"["x",{"value":1,"unit":"USD"}],[1,{"p5":2}]"#).utf8)
    for _ in 0..<300 {
      var bytes = broken
      for _ in 0..<Int.random(in: 1...3, using: &random) {
        bytes[Int.random(in: bytes.indices, using: &random)] =
          signs.randomElement(using: &random) ?? 0
      }
      _ = try? TableJSON(bytes, file: nil)
    }
    let deep = [UInt8](repeating: UInt8(ascii: "["), count: 1_000_000)
    #expect(throws: TableFault.self) { _ = try TableJSON(deep, file: nil) }
  }
}
