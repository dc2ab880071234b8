/// The rows of a table by their names: open addressing with a table of twice to four times as many places.
///
/// A dictionary of texts takes ten times as long to make, which is most of the time of reading a large table.
struct RowIndex: Sendable {
  private let names: [String]
  /// The row in each place plus 1, 0 where there is none.
  private var places: [Int32]
  /// The rows whose names earlier rows have, with those.
  private(set) var duplicates: [(row: Int, earlier: Int)] = []

  /// Creates the index of rows with these names, as `joinedName` keeps them. Complexity: linear.
  init(_ names: [String]) {
    self.names = names
    var count = 4
    while count < names.count * 2 { count *= 2 }
    places = [Int32](repeating: 0, count: count)
    for row in names.indices {
      let place = place(of: names[row])
      if places[place] == 0 {
        places[place] = Int32(row + 1)
      } else {
        duplicates.append((row, Int(places[place]) - 1))
      }
    }
  }

  /// The row with this name.
  func row(of name: String) -> Int? {
    let row = places[place(of: name)]
    return row == 0 ? nil : Int(row) - 1
  }

  /// Where a name is, or would be.
  private func place(of name: String) -> Int {
    let mask = places.count - 1
    var hash = Self.hash(name)
    hash ^= hash >> 32
    var place = Int(truncatingIfNeeded: hash) & mask
    while places[place] != 0, names[Int(places[place]) - 1] != name { place = (place + 1) & mask }
    return place
  }

  /// FNV-1a, 64 bits.
  static func hash(_ name: String) -> UInt64 {
    name.utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
  }
}
