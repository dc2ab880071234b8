extension Collection where Element == String {
  /// The same names, each of its own: one that an earlier one has gets a number, as in `x`, `x 2`. Complexity: linear.
  public var distinct: [String] {
    var taken = Set(self)
    var seen = Set<String>()
    var numbers: [String: Int] = [:]
    return map { name in
      if seen.insert(name).inserted { return name }
      var number = numbers[name] ?? 2
      defer { numbers[name] = number + 1 }
      while !taken.insert("\(name) \(number)").inserted { number += 1 }
      return "\(name) \(number)"
    }
  }
}
