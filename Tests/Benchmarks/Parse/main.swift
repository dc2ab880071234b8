// Parses a text again and again, as many times as the second argument says, and writes the least time in
// seconds: the speed of the parser without the start of a process. `Tests/Benchmarks/bench.py` runs it.

import AISSource
import AISSyntax
import Foundation

let path = CommandLine.arguments[1]
let repetitions = CommandLine.arguments.dropFirst(2).first.flatMap { Int($0) } ?? 5
let source = SourceText([UInt8](try Data(contentsOf: URL(filePath: path))), name: path)
var least = Duration.seconds(1_000_000)
for _ in 0..<repetitions {
  let elapsed = ContinuousClock().measure {
    let parsed = Parser.parse(source)
    precondition(parsed.diagnostics.isEmpty, "\(path) has errors")
  }
  least = min(least, elapsed)
}
print(Double(least.components.seconds) + Double(least.components.attoseconds) * 1e-18)
