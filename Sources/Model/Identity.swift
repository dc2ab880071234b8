/// The identity of a kind in its book.
public struct KindID: Hashable, Sendable { public let index: Int }
/// The identity of an entity in its book.
public struct EntityID: Hashable, Sendable { public let index: Int }
/// The identity of an enumeration in its book.
public struct EnumerationID: Hashable, Sendable { public let index: Int }
/// The identity of a source in its book.
public struct SourceID: Hashable, Sendable { public let index: Int }
/// The identity of a name: two names that differ in a letter differ in identity.
public struct NameID: Hashable, Sendable { let index: Int32 }

/// What can be defined, asked for and changed: a metric of an entity, or a global name; perhaps one of
/// its named readings.
public struct Slot: Hashable, Sendable {
  /// The entity, or `nil` for a global name.
  public var owner: EntityID?
  public var name: NameID
  /// The named reading, as in `price[as_stated]`.
  public var reading: NameID?

  public init(_ owner: EntityID?, _ name: NameID, reading: NameID? = nil) {
    self.owner = owner
    self.name = name
    self.reading = reading
  }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(owner?.index ?? -1)
    hasher.combine(Int64(name.index) << 32 | Int64(reading?.index ?? -1) & 0xFFFF_FFFF)
  }
}
