// Measures a session as a Swift program uses it, and writes the seconds as JSON: one number set in W3 with what
// follows from it, also as text, and a what-if of the built-in model asked again and again. `Tests/Benchmarks/workloads.py`
// runs it with the path of `w3.ais`, whose table stands beside it.

import AIS
import Foundation

/// The median of the seconds that some turns of work take, each by itself.
func seconds(turns: Int, _ work: (Int) throws -> Void) rethrows -> Double {
  var taken: [Double] = []
  for turn in 0..<turns {
    let elapsed = try ContinuousClock().measure { try work(turn) }
    taken.append(
      Double(elapsed.components.attoseconds) * 1e-18 + Double(elapsed.components.seconds))
  }
  return taken.sorted()[turns / 2]
}

func bytes(_ path: String) throws -> [UInt8] { [UInt8](try Data(contentsOf: URL(filePath: path))) }

let path = CommandLine.arguments[1]
var options = Options()
options.readFile = { name in
  SourceText((try? bytes(name)) ?? [], name: name)
}

// one edit: another company each time, and the sum over all of them after it
var firms = try Session(model: .none, options: options)
firms.run(SourceText(try bytes(path), name: path)) { outcome in
  if case .failure(let faults, _, _) = outcome { preconditionFailure("\(faults)") }
}
let total = "sum(valuation_fx of firms)"
try firms.set("C0.users", 30_000)
_ = try firms.quantity(total)
let edit = try seconds(turns: 2_001) { turn in
  try firms.set("C\(turn * 7919 % 100_000).users", 20_000 + Double(turn))
  _ = try firms.quantity(total)
}
// the same as where it is asked for the first time
let (followed, asked) = (try firms.quantity(total).mean, try firms.quantity("(\(total))").mean)
precondition(followed == asked, "\(followed) is not \(asked)")

// the same as text: a change in a scenario, and a line of one's own
let change = try seconds(turns: 201) { turn in
  _ = try firms.ask("what if C\(turn * 7919 % 100_000)'s users *= 0.9 show \(total)")
}
let line = try seconds(turns: 31) { turn in
  _ = try firms.ask("C\(turn * 7919 % 100_000).users = \(20_000 + turn)")
  _ = try firms.ask(total)
}

// a what-if of the built-in model: as it was asked before, and with another number each time
var industry = try Session()
_ = try industry.ask("what if token price drops 50%")
let again = try seconds(turns: 51) { _ in
  _ = try industry.ask("what if token price drops 50%")
}
let other = try seconds(turns: 51) { turn in
  _ = try industry.ask("what if token price drops \(20 + Double(turn) / 2)%")
}

let results = [
  ("edit", edit), ("edit, in a scenario", change), ("edit, as a line", line),
  ("what if, again", again), ("what if, another", other),
]
print("{" + results.map { "\"\($0)\": \($1)" }.joined(separator: ", ") + "}")
