import AISSource

/// An answer laid out for people, with no format in it: no escape codes, no markup, no width.
///
/// `Document+Answer.swift` makes one; a format such as `Formats/Text.swift` draws it.
public struct Document: Sendable {
  /// What it consists of, in reading order.
  public var blocks: [Block]

  /// Creates a document of `blocks`.
  public init(_ blocks: [Block] = []) { self.blocks = blocks }

  /// What a piece of text is for; a format may show it, and must not rely on colour alone.
  public enum Role: Sendable, Equatable {
    case plain
    /// What the eye should find first, such as the head of a table.
    case strong
    /// What may be passed over, such as what an answer rests on.
    case faint
    /// A change for more.
    case positive
    /// A change for less.
    case negative
    /// What calls for care, such as a failed check.
    case warning
    /// What belongs to one of several things that are drawn together, by its number from 0.
    case series(Int)
    /// The range around a curve.
    case band
    /// A shade of a map, by its level from 0, the lowest.
    case shade(Int)
  }

  /// A piece of text in one role.
  public struct Span: Sendable, Equatable {
    /// The text.
    public var text: String
    /// What it is for.
    public var role: Role

    /// Creates a piece of text.
    public init(_ text: String, _ role: Role = .plain) {
      self.text = text
      self.role = role
    }
  }

  /// Text of several roles that belongs on one line.
  public typealias Phrase = [Span]

  /// A part of a document.
  public enum Block: Sendable {
    /// Running text, which may be broken at blanks.
    case paragraph(Paragraph)
    /// Text whose lines stay as they are.
    case verbatim(String)
    /// What is drawn, as wide as there is room.
    case picture(Picture)
    /// Things in a row, which may be broken between any two.
    case list([Phrase])
    /// Rows and columns.
    case table(Grid)
    /// Something and what it comes from.
    case tree(Branch)
    /// What is said about the program, with its place.
    case diagnostic(Diagnostic)
    /// An empty line between parts that are read apart.
    case gap
  }

  /// Running text.
  public struct Paragraph: Sendable, Equatable {
    /// The text.
    public var phrase: Phrase
    /// The columns by which its first line is set in.
    public var indent: Int
    /// The columns by which further lines are set in.
    public var hanging: Int

    /// Creates a paragraph; further lines are set in as the first one unless `hanging` is given.
    public init(_ phrase: Phrase, indent: Int = 0, hanging: Int? = nil) {
      self.phrase = phrase
      self.indent = indent
      self.hanging = hanging ?? indent
    }
  }

  /// A table.
  public struct Grid: Sendable, Equatable {
    /// The side at which the cells of a column line up.
    public enum Alignment: Sendable { case leading, trailing }

    /// How long a column stays where a table is wider than what it is drawn on.
    public enum Importance: Int, Sendable, Comparable {
      /// What says more of the column before it, as an interval does: the first to be left out.
      case detail
      /// One of several values: left out from the right.
      case value
      /// What says where a row stands, and the value that comes first of all: stays.
      case essential

      public static func < (one: Importance, other: Importance) -> Bool {
        one.rawValue < other.rawValue
      }
    }

    /// The head of a column.
    public struct Column: Sendable, Equatable {
      /// What stands over it.
      public var title: String
      /// What it is called where that alone does not tell: `90% of revenue`.
      public var name: String
      /// Where its cells line up.
      public var alignment: Alignment
      /// How long it stays where there is no room for all.
      public var importance: Importance
      /// `true` iff its cells are words, which may be cut; a number never is.
      public var isText: Bool

      /// Creates the head of a column, which is called as its title unless `name` is given.
      public init(
        _ title: String, _ alignment: Alignment = .leading, name: String? = nil,
        importance: Importance = .value, isText: Bool = false
      ) {
        self.title = title
        self.name = name ?? title
        self.alignment = alignment
        self.importance = importance
        self.isText = isText
      }
    }

    /// The heads of the columns.
    public var columns: [Column]
    /// The rows; each has as many cells as there are columns.
    public var rows: [[Phrase]]

    /// Creates a table.
    public init(columns: [Column], rows: [[Phrase]]) {
      self.columns = columns
      self.rows = rows
    }
  }

  /// A node of a tree.
  public struct Branch: Sendable, Equatable {
    /// What it says of itself.
    public var phrase: Phrase
    /// Lines worth reading beside it.
    public var remarks: [Phrase]
    /// What it comes from.
    public var parts: [Branch]

    /// Creates a node.
    public init(_ phrase: Phrase, remarks: [Phrase] = [], parts: [Branch] = []) {
      self.phrase = phrase
      self.remarks = remarks
      self.parts = parts
    }
  }
}
