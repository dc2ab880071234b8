import Testing

@testable import AISUnits

@Suite struct DeclaringTests {
  @Test func aUnitOfAnother() throws {
    var system = UnitSystem.standard
    let user = try #require(system.unit(named: "user"))
    try system.declare("seat", plural: nil, as: (user, factor: 1))
    try system.declare("team", plural: nil, as: (user, factor: 12))
    #expect(system.unit(named: "seats")?.dimension == .users)
    #expect(try system.displayUnit(parsing: "teams").base(2) == 24)
    #expect(system.bases.count == UnitSystem.standard.bases.count)
    #expect(UnitSystem.standard.unit(named: "seat") == nil)
  }

  @Test func aNewDimension() throws {
    var system = UnitSystem.standard
    try system.declare("design", plural: nil, as: nil)
    let designs = try system.displayUnit(parsing: "designs/s")
    #expect(system.name(of: designs.dimension) == "designs/year")
    #expect(system.text(90_000, designs.dimension * .time) == "90k designs")
    #expect(system.jsonUnit(of: designs.dimension).name == "design/year")
  }

  @Test(arguments: [
    ("country", "countries"), ("day_pass", "day_passes"), ("box", "boxes"), ("toy", "toys"),
    ("H100", "H100s"),
  ])
  func pluralsAreRegular(name: String, plural: String) throws {
    var system = UnitSystem.standard
    try system.declare(name)
    #expect(system.unit(named: plural)?.name == name)
  }

  @Test func repetitionDoesNothing() throws {
    var system = UnitSystem.standard
    let user = try #require(system.unit(named: "user"))
    try system.declare("seat", as: (user, factor: 1))
    try system.declare("model")
    let count = system.units.count
    try system.declare("seat", as: (user, factor: 1))
    try system.declare("model")
    #expect(system.units.count == count)
    #expect(throws: UnitError.alreadyDeclared(name: "seat")) {
      try system.declare("seat", as: (user, factor: 2))
    }
    #expect(throws: UnitError.alreadyDeclared(name: "seat")) { try system.declare("seat") }
  }

  @Test func badDeclarationsChangeNothing() throws {
    var system = UnitSystem.standard
    let user = try #require(system.unit(named: "user"))
    #expect(throws: UnitError.alreadyDeclared(name: "gpu")) { try system.declare("gpu") }
    #expect(throws: UnitError.alreadyDeclared(name: "tokens")) {
      try system.declare("word", plural: "tokens")
    }
    for name in ["", "2x", "a b", "k", "x", "per", "a-b"] {
      #expect(throws: UnitError.notAName(name)) { try system.declare(name) }
    }
    for factor in [0, -1, .infinity, .leastNonzeroMagnitude] {
      #expect(throws: UnitError.unusableFactor(factor)) {
        try system.declare("pack", as: (user, factor: factor))
      }
    }
    #expect(system.units.count == UnitSystem.standard.units.count)
  }

  @Test func errorsAreSentences() {
    let sentences: [UnitError: String] = [
      .notAName("k"): "`k` cannot name a unit",
      .alreadyDeclared(name: "gpu"): "`gpu` is a unit already",
      .unusableFactor(-1):
        "a unit cannot be -1.0 of another: the factor must be positive and finite",
      .tooManyDimensions(limit: 32):
        "there is room for 32 independent units, and all of it is taken",
    ]
    for (error, sentence) in sentences { #expect("\(error)" == sentence) }
  }

  @Test func roomIsLimited() throws {
    var system = UnitSystem.standard
    let free = Dimension.capacity - system.bases.count
    #expect(free >= 16)
    for index in 0..<free { try system.declare("thing\(index)") }
    #expect(throws: UnitError.tooManyDimensions(limit: 32)) { try system.declare("straw") }
    let last = try #require(system.unit(named: "thing\(free - 1)"))
    #expect(system.text(3, .money / last.dimension) == "$3/thing\(free - 1)")
  }
}
