import AISNumerics
import Testing

@testable import AISDistributions

/// What every family of distributions obeys.
@Suite struct FamilyTests {
  /// A form of a family with parameters that are allowed.
  struct Case: Sendable, CustomStringConvertible {
    let family: Distribution
    let form: Distribution.Form
    let parameters: [Double]
    let description: String
    /// The parameters of the recipe.
    var resolved: [Double] { form.resolve.map { $0(parameters) ?? [] } ?? parameters }
    var law: Law { Law(form.recipe, resolved, moments: form.moments(resolved)) }
    /// The law without its closed moments, which are then integrals.
    var openLaw: Law { Law(form.recipe, resolved) }
    var isDiscrete: Bool {
      ["bernoulli", "binomial", "poisson", "geometric"].contains(family.name)
    }

    init(_ family: Distribution, _ form: Int, _ parameters: [Double]) {
      self.family = family
      self.form = family.forms[form]
      self.parameters = parameters
      description = "\(family.name) \(form) \(parameters)"
    }

    init?(_ family: Distribution, _ ends: (String, String), _ parameters: [Double]) {
      guard let low = Percentile(ends.0), let high = Percentile(ends.1),
        let form = family.quantiles?(low, high)
      else { return nil }
      self.family = family
      self.form = form
      self.parameters = parameters
      description = "\(family.name) \(ends) \(parameters)"
    }
  }

  static let cases: [Case] = [
    Case(.normal, 0, [10, 2]), Case(.normal, 0, [-3, 0]),
    Case(.lognormal, 0, [1, 0.5]), Case(.lognormal, 0, [1, 2]), Case(.lognormal, 1, [3, 1]),
    Case(.lognormal, 1, [3, 0.001]), Case(.uniform, 0, [-1, 3]), Case(.triangular, 0, [1, 2, 4]),
    Case(.triangular, 0, [1, 1, 4]), Case(.triangular, 0, [1, 4, 4]), Case(.pert, 0, [1, 2, 4]),
    Case(.pert, 1, [2, 4, 6, 10]), Case(.pert, 1, [1, 1, 2, 0]), Case(.beta, 0, [2, 5]),
    Case(.beta, 0, [0.2, 0.7]), Case(.beta, 0, [128, 1]), Case(.beta, 1, [0.39, 0.1]),
    Case(.beta, 1, [0.8, 0.3]), Case(.gamma, 0, [5, 5]), Case(.gamma, 0, [0.3, 2]),
    Case(.gamma, 0, [400, 1]), Case(.gamma, 1, [2, 0.5]), Case(.gamma, 2, [10, 4]),
    Case(.exponential, 0, [18]), Case(.exponential, 1, [2]), Case(.logistic, 0, [5, 1]),
    Case(.logistic, 1, [5, 2]), Case(.studentT, 0, [5]), Case(.studentT, 1, [30, 1, 2]),
    Case(.cauchy, 0, [1, 1]), Case(.weibull, 0, [1.5, 4]), Case(.weibull, 0, [0.7, 1]),
    Case(.pareto, 0, [1, 3.5]), Case(.pareto, 0, [2, 0.8]), Case(.bernoulli, 0, [0.3]),
    Case(.binomial, 0, [20, 0.3]), Case(.poisson, 0, [3]), Case(.poisson, 0, [0.1]),
    Case(.geometric, 0, [0.2]),
  ]

  static let quantileCases: [Case] = {
    let pairs: [(Distribution, Double, Double)] = [
      (.normal, -2, 4), (.lognormal, 2, 5), (.uniform, -1, 5), (.logistic, -2, 4), (.cauchy, 1, 3),
      (.weibull, 1, 6), (.pareto, 1.2, 6), (.gamma, 2, 9), (.beta, 0.1, 0.6), (.beta, 0.02, 0.05),
      (.beta, 0.6, 0.999),
    ]
    let ends = [("p5", "p95"), ("p10", "p90"), ("p25", "p75"), ("p2.5", "p60")]
    return pairs.flatMap { family, low, high in
      ends.compactMap { Case(family, $0, [low, high]) }
    }
  }()

  @Test func everyFormOfEveryFamilyHasACase() {
    for family in Distribution.all {
      for index in family.forms.indices {
        #expect(
          Self.cases.contains { $0.description.hasPrefix("\(family.name) \(index) ") },
          "\(family.name)")
      }
      if family.quantiles != nil {
        #expect(Self.quantileCases.contains { $0.family.name == family.name }, "\(family.name)")
      }
      #expect(!family.summary.isEmpty && !family.examples.isEmpty)
    }
  }

  @Test(arguments: cases + quantileCases) func allowedParametersAreNotRefused(_ one: Case) {
    #expect(one.form.requirements(one.parameters) == nil)
    #expect(one.form.parameters.count == one.parameters.count)
  }

  @Test(arguments: cases + quantileCases) func increasesWithItsDraw(_ one: Case) {
    let law = one.law
    var last = -Double.infinity
    for step in 1..<2_000 {
      let value = law.quantile(UnitPoint(Double(step) / 2_000))
      #expect(value >= last, "\(step)")
      last = value
    }
  }

  @Test(arguments: quantileCases) func twoQuantilesAreThoseGiven(_ one: Case) throws {
    let ends = one.form.parameters.compactMap { Percentile($0.name)?.probability }
    #expect(ends.count == 2)
    let law = one.law
    for (end, given) in zip(ends, one.parameters) {
      let found = law.quantile(UnitPoint(end))
      #expect(abs(found - given) <= 1e-9 * max(1, abs(given)), "\(found)")
    }
  }

  /// Closed moments agree with integrals over the quantiles, which know nothing of them.
  @Test(arguments: cases + quantileCases) func momentsAreThoseOfTheQuantiles(_ one: Case) throws {
    let closed = try #require(one.law.closedMoments)
    // the steps of counts are added up in closed form, and are not integrated
    guard closed.mean.isFinite, !one.isDiscrete else { return }
    let open = try #require(one.openLaw.moments)
    #expect(abs(open.mean - closed.mean) <= 1e-9 * max(abs(closed.mean), 1e-3))
    guard closed.variance.isFinite else { return }
    #expect(abs(open.variance - closed.variance) <= 1e-7 * max(closed.variance, 1e-9))
  }

  @Test(arguments: cases) func tailsAreTheInverseOfQuantiles(_ one: Case) {
    let law = one.law
    guard !one.isDiscrete, law.closedMoments?.variance != 0 else { return }
    for step in 1..<40 {
      let probability = Double(step) / 40
      let x = law.quantile(UnitPoint(probability))
      let back = law.quantile(law.tails(atMost: x))
      #expect(abs(back - x) <= 1e-10 * max(abs(x), 1e-3))
    }
  }

  @Test func quantilesAreThoseThatParametersName() {
    let uniform = Distribution.uniform.forms[0].recipe
    #expect(uniform.value([10, 20], uniform: 0.25) == 12.5)
    let bernoulli = Distribution.bernoulli.forms[0].recipe
    #expect([0.5, 0.69, 0.71].map { bernoulli.value([0.3], uniform: $0) } == [0, 0, 1])
    let geometric = Distribution.geometric.forms[0].recipe
    #expect([0.1, 0.3, 0.5].map { geometric.value([0.2], uniform: $0) } == [1, 2, 4])
  }

  @Test(
    arguments: [
      ("normal", 0, [1, -2]), ("lognormal", 0, [0, -1]), ("lognormal", 1, [0, 1]),
      ("lognormal", 1, [1, -1]), ("uniform", 0, [2, 1]), ("triangular", 0, [1, 5, 4]),
      ("triangular", 0, [1, 0, 4]), ("triangular", 0, [2, 2, 2]), ("exponential", 0, [0]),
      ("bernoulli", 0, [1.1]), ("bernoulli", 0, [-0.1]), ("pert", 0, [5, 2, 3]),
      ("pert", 1, [1, 2, 3, -1]), ("beta", 0, [0, 1]), ("beta", 1, [0.5, 0.6]),
      ("beta", 1, [1.5, 0.1]), ("gamma", 0, [-1, 1]), ("gamma", 0, [1e9, 1]),
      ("gamma", 2, [0, 1]), ("logistic", 0, [0, -1]), ("student_t", 0, [0]),
      ("weibull", 0, [0, 1]), ("pareto", 0, [1, 0]), ("binomial", 0, [2.5, 0.5]),
      ("poisson", 0, [-1]), ("geometric", 0, [0]),
    ] as [(String, Int, [Double])])
  func impossibleParametersAreRefused(name: String, form: Int, parameters: [Double]) throws {
    let family = try #require(Distribution.all.first { $0.name == name })
    let reason = try #require(family.forms[form].requirements(parameters))
    #expect(!reason.isEmpty)
  }
}
