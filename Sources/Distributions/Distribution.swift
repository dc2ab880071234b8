/// A family of distributions: its parameters, how it is drawn, its exact moments.
public struct Distribution: Sendable {
  /// What a parameter measures.
  public enum Measure: Sendable {
    /// The same as the values.
    case value
    /// A plain number.
    case number
  }

  /// One way to state the parameters, by name.
  public struct Form: Sendable {
    public let parameters: [(name: String, measure: Measure)]
    /// The parameters may also be given by position.
    public let isPositional: Bool
    /// The values that must hold of them, each with what to say when it does not.
    public let requirements: @Sendable ([Double]) -> String?
    /// The draw, in these parameters.
    public let recipe: Recipe
  }

  /// The name it is called by.
  public let name: String
  /// What it is for, in one line.
  public let summary: String
  /// Lines that can be run.
  public let examples: [String]
  public let forms: [Form]
  /// The mean for the parameters of a form, or `nil` when there is no closed form.
  public let mean: @Sendable (_ form: Int, _ parameters: [Double]) -> Double?

  /// Every family that a program can name.
  public static let all: [Distribution] = [
    normal, lognormal, uniform, triangular, exponential, bernoulli,
  ]
}
