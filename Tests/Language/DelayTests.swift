import AISLanguage
import AISTestSupport
import Foundation
import Testing

/// What holds of delays: the exact response to a step, no dependence on the dates that are asked for, nothing lost.
@Suite struct DelayTests {
  private func session() throws -> Session {
    var session = Sessions.bare.with(samples: 50)
    try session.define("source paper \"Paper\" 2024-01-01\nlevel = 10")
    return session
  }

  /// The response of a chain of `order` levels to a step from 10 to 20, so many times the delay later.
  private func response(order: Int, after k: Double) -> Double {
    var (term, sum) = (1.0, 0.0)
    for j in 0..<order {
      if j > 0 { term *= k * Double(order) / Double(j) }
      sum += term
    }
    return 20 - 10 * exp(-k * Double(order)) * sum
  }

  @Test(arguments: [("smooth", 1), ("delay1", 1), ("smooth3", 3), ("delay3", 3)])
  func aStepIsAnsweredExactly(_ name: String, _ order: Int) throws {
    var session = try session()
    for months in [1, 3, 5, 12, 30, 61] {
      let date = "\(2024 + months / 12)-\(months % 12 < 9 ? "0" : "")\(months % 12 + 1)"
      for lag in [3.0, 12, 40] {
        let value = try session.quantity(
          "\(name)(level, \(lag) months) at \(date) under { level = 20 }"
        ).mean
        let exact = response(order: order, after: Double(months) / lag)
        #expect(abs(value - exact) < 1e-9 * exact, "\(name), \(lag) months, at \(date)")
      }
    }
  }

  /// SDXorg/test-models, tests/smooth: -1, then 4 from t = 5; time 2. The published output is of steps of 0.25, which is
  /// what `previous` computes by quarters; the exact value is the limit of ever finer steps.
  @Test func thePublishedSmoothIsItsOwnStep() throws {
    var session = Sessions.bare
    try session.define(
      """
      source paper "Paper" 2000-01-01
      kind line { input: ratio; euler = previous euler + (input - previous euler) / 2 * 0.25 }
      line A { input = -1; euler = -1 @ 2000 from paper }
      """)
    let exact = try session.quantity(
      "smooth(A.input, 2 years) at 2009-10 under { A.input = 4 from 2005 }")
    #expect(abs(exact.mean - (4 - 5 * exp(-4.75 / 2))) < 1e-9)
    var finer: [Double] = []
    for steps in [19, 190, 1900, 19000] {
      let published = try session.quantity(
        "fold y = -1 for turn in 1..\(steps) { y + (4 - y) / 2 * (4.75 / \(steps)) }")
      finer.append(published.mean)
    }
    #expect(abs(finer[0] - 3.60452) < 5e-6)
    for (coarse, fine) in zip(finer, finer.dropFirst()) {
      #expect(abs(fine - exact.mean) < abs(coarse - exact.mean) / 5)
    }
  }

  /// What has flowed in less what has flowed out is what is inside: the delay times what comes out of each level.
  @Test func whatFlowsInComesOut() throws {
    var session = Sessions.bare
    try session.define(
      """
      source paper "Paper" 2024-01-01
      kind pipe {
        inflow: ratio/year
        outflow = delay3(inflow, 6 months)
        stock entered: ratio = 0 changes by inflow
      }
      pipe A { inflow = 100/year }
      """)
    let out = try session.quantity("A.outflow at 2034 under { A.inflow = 300/year from 2025 }")
    #expect(abs(out.mean - 300) < 1e-9)
    let before = try session.quantity("A.outflow at 2034")
    #expect(before.mean == 100)
  }
}
