import AISNumerics
import Testing

@testable import AISDistributions

/// What every family of distributions obeys.
@Suite struct FamilyTests {
  /// A form of a family with parameters that are allowed.
  struct Case: Sendable, CustomStringConvertible {
    let family: Distribution
    let form: Int
    let parameters: [Double]
    var description: String { "\(family.name) \(form) \(parameters)" }
  }

  static let cases: [Case] = [
    Case(family: .normal, form: 0, parameters: [10, 2]),
    Case(family: .normal, form: 0, parameters: [-3, 0]),
    Case(family: .normal, form: 1, parameters: [-2, 4]),
    Case(family: .lognormal, form: 0, parameters: [1, 0.5]),
    Case(family: .lognormal, form: 1, parameters: [3, 1]),
    Case(family: .lognormal, form: 2, parameters: [2, 5]),
    Case(family: .uniform, form: 0, parameters: [-1, 3]),
    Case(family: .triangular, form: 0, parameters: [1, 2, 4]),
    Case(family: .triangular, form: 0, parameters: [1, 1, 4]),
    Case(family: .triangular, form: 0, parameters: [1, 4, 4]),
    Case(family: .exponential, form: 0, parameters: [18]),
    Case(family: .bernoulli, form: 0, parameters: [0.3]),
  ]

  @Test func everyFormOfEveryFamilyHasACase() {
    for family in Distribution.all {
      for form in family.forms.indices {
        #expect(
          Self.cases.contains { $0.family.name == family.name && $0.form == form }, "\(family.name)"
        )
      }
      #expect(!family.summary.isEmpty && !family.examples.isEmpty)
    }
  }

  @Test(arguments: cases) func allowedParametersAreNotRefused(_ one: Case) {
    let form = one.family.forms[one.form]
    #expect(form.requirements(one.parameters) == nil)
    #expect(form.parameters.count == one.parameters.count)
  }

  @Test(arguments: cases) func increasesWithItsDraw(_ one: Case) {
    var last = -Double.infinity
    for step in 1..<2_000 {
      let value = value(one, Double(step) / 2_000)
      #expect(value >= last, "\(step)")
      last = value
    }
  }

  @Test(arguments: cases) func theMeanOfManyDrawsIsTheMean(_ one: Case) throws {
    let mean = try #require(one.family.mean(one.form, one.parameters))
    let count = 50_000
    // every draw at the middle of its own part of the unit interval
    let values = (0..<count).map { value(one, (Double($0) + 0.5) / Double(count)) }
    let sampled = values.reduce(0, +) / Double(count)
    #expect(abs(sampled - mean) <= 2e-3 * max(abs(mean), 1))
  }

  private func value(_ one: Case, _ uniform: Double) -> Double {
    one.family.forms[one.form].recipe.value(one.parameters, uniform: uniform)
  }

  @Test func quantilesAreThoseThatParametersName() {
    let normal = Distribution.normal.forms[1].recipe
    #expect(abs(normal.value([-2, 4], uniform: 0.05) + 2) < 1e-12)
    #expect(abs(normal.value([-2, 4], uniform: 0.95) - 4) < 1e-12)
    let lognormal = Distribution.lognormal.forms[2].recipe
    #expect(abs(lognormal.value([2, 5], uniform: 0.05) - 2) < 1e-12)
    #expect(abs(lognormal.value([2, 5], uniform: 0.95) - 5) < 1e-12)
    let uniform = Distribution.uniform.forms[0].recipe
    #expect(uniform.value([10, 20], uniform: 0.25) == 12.5)
    let bernoulli = Distribution.bernoulli.forms[0].recipe
    #expect([0.5, 0.69, 0.71].map { bernoulli.value([0.3], uniform: $0) } == [0, 0, 1])
  }

  @Test func momentsAreThoseOfTheField() throws {
    #expect(
      Distribution.lognormal.mean(0, [1, 2]).map { abs($0 - 20.085536923187668) < 1e-9 } == true)
    #expect(
      Distribution.lognormal.mean(0, [2, 4]).map { abs($0 - 22026.465794806718) < 1e-6 } == true)
    #expect(
      Distribution.lognormal.mean(2, [1, 2]).map { abs($0 - 1.4459567464579708) < 1e-9 } == true)
    #expect(Distribution.uniform.mean(0, [1e-5, 12.345]).map { abs($0 - 6.172505) < 1e-9 } == true)
    #expect(Distribution.normal.mean(1, [-2, 4]) == 1)
  }

  @Test(
    arguments: [
      ("normal", 0, [1, -2]), ("normal", 1, [4, -2]), ("lognormal", 0, [0, -1]),
      ("lognormal", 1, [0, 1]), ("lognormal", 1, [1, -1]), ("lognormal", 2, [-1, 2]),
      ("lognormal", 2, [3, 2]), ("uniform", 0, [2, 1]), ("triangular", 0, [1, 5, 4]),
      ("triangular", 0, [1, 0, 4]), ("triangular", 0, [2, 2, 2]), ("exponential", 0, [0]),
      ("bernoulli", 0, [1.1]), ("bernoulli", 0, [-0.1]),
    ] as [(String, Int, [Double])])
  func impossibleParametersAreRefused(name: String, form: Int, parameters: [Double]) throws {
    let family = try #require(Distribution.all.first { $0.name == name })
    let reason = try #require(family.forms[form].requirements(parameters))
    #expect(!reason.isEmpty)
  }
}
