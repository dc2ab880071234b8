import AISSource

extension JSONWriter {
  /// Writes a member.
  mutating func member(_ name: String, _ value: String) {
    self.name(name)
    string(value)
  }

  /// Writes a member.
  mutating func member(_ name: String, _ value: Int) {
    self.name(name)
    integer(value)
  }

  /// Writes a member.
  mutating func member(_ name: String, _ value: Double) {
    self.name(name)
    number(value)
  }

  /// Writes a member.
  mutating func member(_ name: String, _ value: [String]) {
    self.name(name)
    strings(value)
  }

  /// Writes what is known of the statement that a line is about.
  mutating func head(_ asked: Asked) {
    if let statement = asked.statement { member("statement", statement) }
    if let line = asked.line { member("line", line) }
  }

  /// Writes the members of `diagnostic`, from its kind (`error`, `warning`, `note`) on.
  mutating func members(of diagnostic: Diagnostic) {
    member("kind", diagnostic.severity.rawValue)
    member("code", diagnostic.code)
    member("message", diagnostic.message)
    name("place")
    if let place = diagnostic.place { write(place) } else { null() }
    member("notes", diagnostic.notes)
    name("help")
    if let help = diagnostic.help { string(help) } else { null() }
    guard !diagnostic.labels.isEmpty else { return }
    name("labels")
    array(diagnostic.labels) { json, label in
      json.object { json in
        json.member("text", label.text)
        json.name("place")
        json.write(label.place)
      }
    }
  }

  /// Writes a place: columns count code points from 1, the end is the first column after it; of a
  /// place of several lines, the part on the first.
  private mutating func write(_ place: Place) {
    let text = place.text
    let start = text.position(of: Int(place.span.start))
    let end = text.position(of: min(Int(place.span.end), start.lineEnd))
    object { json in
      json.name("file")
      if let file = text.name { json.string(file) } else { json.null() }
      json.member("line", start.line)
      json.member("column", start.column)
      json.member("end_column", end.column)
    }
  }
}
