import AISNumerics

/// A family of distributions: its parameters, how it is drawn, its exact moments.
public struct Distribution: Sendable {
  /// What a parameter measures.
  public enum Measure: Sendable {
    /// The same as the values.
    case value
    /// A plain number, as the values are.
    case share
    /// A plain number.
    case number
    /// One over the values, such as a rate per year.
    case rate
  }

  /// One way to state the parameters, by name.
  public struct Form: Sendable {
    public typealias Parameter = (name: String, measure: Measure)
    public let parameters: [Parameter]
    /// The parameters may also be given by position.
    public let isPositional: Bool
    /// The values that must hold of them, each with what to say when it does not.
    public let requirements: @Sendable ([Double]) -> String?
    /// What the recipe's parameters are for known ones of the form; `nil`: the same. A form with it
    /// takes known numbers only.
    public let resolve: (@Sendable ([Double]) -> [Double]?)?
    /// The draw, in these parameters.
    public let recipe: Recipe
    /// The mean and the variance for the recipe's parameters, `nil` without a closed form.
    public let moments: @Sendable ([Double]) -> Moments?

    init(
      _ parameters: [Parameter], isPositional: Bool = false,
      requirements: @escaping @Sendable ([Double]) -> String?,
      resolve: (@Sendable ([Double]) -> [Double]?)? = nil, recipe: Recipe,
      moments: @escaping @Sendable ([Double]) -> Moments?
    ) {
      self.parameters = parameters
      self.isPositional = isPositional
      self.requirements = requirements
      self.resolve = resolve
      self.recipe = recipe
      self.moments = moments
    }
  }

  /// The name it is called by.
  public let name: String
  /// What it is for, in one line.
  public let summary: String
  /// Lines that can be run.
  public let examples: [String]
  public let forms: [Form]
  /// The form whose parameters are the quantiles at two probabilities, the smaller first; `nil` for
  /// families that are not stated so.
  public let quantiles: (@Sendable (_ low: Percentile, _ high: Percentile) -> Form)?

  init(
    name: String, summary: String, examples: [String], forms: [Form],
    quantiles: (@Sendable (Percentile, Percentile) -> Form)? = nil
  ) {
    self.name = name
    self.summary = summary
    self.examples = examples
    self.forms = forms
    self.quantiles = quantiles
  }

  /// Every family that a program can name by parameters. `mixture`, `discrete` and `empirical` take
  /// lists and are made by the language.
  public static let all: [Distribution] = [
    normal, lognormal, uniform, triangular, pert, beta, gamma, exponential, logistic, studentT,
    cauchy,
    weibull, pareto, bernoulli, binomial, poisson, geometric,
  ]
}

/// A quantile as a parameter: `p5`, `p50`, `p99.5`.
public struct Percentile: Sendable {
  public let name: String
  /// The probability, between 0 and 1.
  public let probability: Double

  /// Reads a parameter's name; `nil` unless it is a percentage between 0 and 100 after `p`.
  public init?(_ name: String) {
    guard name.first == "p", name.count > 1,
      name.dropFirst().allSatisfy({ $0.isASCII && ($0.isNumber || $0 == ".") }),
      let percent = Double(name.dropFirst()), percent > 0, percent < 100
    else { return nil }
    (self.name, probability) = (name, percent / 100)
  }

  /// The standard normal quantile.
  var normal: Double { UnitPoint(probability).normal }
}

extension Distribution.Form {
  /// The form of two quantiles for a family that is `location + scale · standard`, or the exponential of
  /// it: solved in nodes, so that the quantiles may vary.
  static func quantiles(
    _ low: Percentile, _ high: Percentile, of standard: Recipe, isLogarithmic: Bool = false,
    moments: @escaping @Sendable (_ location: Double, _ scale: Double) -> Moments?
  ) -> Distribution.Form {
    let (a, b) = (
      standard.value([], at: UnitPoint(low.probability)),
      standard.value([], at: UnitPoint(high.probability))
    )
    func given(_ index: Int) -> Recipe {
      isLogarithmic ? .logarithm(.parameter(index)) : .parameter(index)
    }
    let value = given(0) + (given(1) - given(0)) * ((standard - .constant(a)) / .constant(b - a))
    return Distribution.Form(
      [(low.name, .value), (high.name, .value)],
      requirements: { p in
        if isLogarithmic, p[0] <= 0 { return "\(low.name) must be positive" }
        return p[0] > p[1] ? "\(low.name) must be below \(high.name)" : nil
      },
      recipe: isLogarithmic ? .exponential(value) : value,
      moments: { p in
        let ends = isLogarithmic ? p.map { Kernels.log($0) } : p
        let scale = (ends[1] - ends[0]) / (b - a)
        return moments(ends[0] - a * scale, scale)
      })
  }

  /// Returns the x between two positive bounds at which a function that increases reaches a value, or
  /// `nil` outside; by halving the logarithm.
  static func solution(_ low: Double, _ high: Double, _ reached: (Double) -> Bool) -> Double? {
    var (low, high) = (low, high)
    guard !reached(low), reached(high) else { return nil }
    while true {
      let middle = (low * high).squareRoot()
      if middle <= low || middle >= high || high / low < 1 + 0x1p-50 { return middle }
      if reached(middle) { high = middle } else { low = middle }
    }
  }
}
