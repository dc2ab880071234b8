import AISDistributions
import AISTestSupport
import Testing

@testable import AISLanguage

/// Every example in the catalogues runs.
@Suite struct ExampleTests {
  static let functions = BuiltIn.all.flatMap { function in
    function.examples.map { "\(function.name): \($0)" }
  }

  @Test(arguments: functions) func functionExampleRuns(_ example: String) throws {
    let (name, line) = parts(example)
    #expect(line.contains(name))
    var session = Sessions.builtIn.with(samples: 500)
    _ = try session.ask(line)
  }

  static let families = Distribution.all.flatMap { family in
    family.examples.map { "\(family.name): \($0)" }
  }

  @Test(arguments: families) func distributionExampleRuns(_ example: String) throws {
    let (name, line) = parts(example)
    #expect(line.hasPrefix(name + "("))
    var session = Sessions.bare.with(samples: 500)
    #expect(!(try session.quantity(line).isCertain))
  }

  private func parts(_ example: String) -> (String, String) {
    let parts = example.split(separator: ":", maxSplits: 1)
    return (String(parts[0]), String(parts[1].dropFirst()))
  }

  @Test func everyFunctionIsDescribed() {
    for function in BuiltIn.all {
      #expect(!function.summary.isEmpty && !function.examples.isEmpty, "\(function.name)")
      #expect(!function.parameters.isEmpty, "\(function.name)")
    }
    let names = BuiltIn.all.map(\.name) + Distribution.all.map(\.name)
    #expect(Set(names).count == names.count)
  }
}
