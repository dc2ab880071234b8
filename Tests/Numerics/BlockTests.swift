import AISNumerics
import Testing

/// An element's bits do not depend on the block it is in.
@Suite struct BlockTests {
  static let lengths = [0, 1, 2, 3, 7, 8, 15, 16, 17, 63, 64, 65, 255, 256, 257, 512, 1024]

  /// Numbers of everyday size, and the same with odd ones strewn among them.
  static let operands: [(a: [Double], b: [Double])] = {
    let a = normal(1027, key: 1).map { $0 * 4 }
    let b = normal(1027, key: 2).map { $0 * 3 + 0.5 }
    let choice = uniform(2 * 1027, key: 3)
    func odd(_ x: [Double], _ choice: ArraySlice<Double>) -> [Double] {
      let odd = choice.map { oddNumbers[Int($0 * Double(oddNumbers.count))] }
      return x.indices.map { $0.isMultiple(of: 2) ? x[$0] : odd[$0] }
    }
    return [(a, b), (odd(a, choice[..<1027]), odd(b, choice[1027...]))]
  }()

  @Test(arguments: UnaryKernel.all) func unary(kernel: UnaryKernel) {
    for (a, _) in Self.operands {
      let expected = a.map { bits(kernel.one($0)) }
      forEveryCut { start, count in
        let result = a.withUnsafeBufferPointer { a in
          block(count) { kernel.block($0, a.baseAddress! + start, count) }
        }
        #expect(result.map(bits) == Array(expected[start..<start + count]))
      }
    }
  }

  @Test(arguments: BinaryKernel.all) func binary(kernel: BinaryKernel) {
    for (a, b) in Self.operands {
      let expected = zip(a, b).map { bits(kernel.one($0, $1)) }
      forEveryCut { start, count in
        let result = a.withUnsafeBufferPointer { a in
          b.withUnsafeBufferPointer { b in
            block(count) {
              kernel.block($0, a.baseAddress! + start, b.baseAddress! + start, count)
            }
          }
        }
        #expect(result.map(bits) == Array(expected[start..<start + count]))
      }
    }
  }

  @Test func powersOfOneBaseAndPowersOfTwo() {
    for (a, b) in Self.operands {
      for constant in [2, 1.07, -3, 0, 0.5] + oddNumbers {
        let constants = [Double](repeating: constant, count: a.count)
        let raised = block(a.count) { Kernels.power($0, a, constants, count: a.count) }
        #expect(raised.map(bits) == a.map { bits(Kernels.power($0, constant)) })
        let powers = block(b.count) { Kernels.power($0, constants, b, count: b.count) }
        #expect(powers.map(bits) == b.map { bits(Kernels.power(constant, $0)) })
      }
    }
  }

  @Test func selection() {
    let (a, b) = Self.operands[1]
    let condition = Self.operands[1].a.map { $0.magnitude > 3 ? 0 : $0 }
    let expected = a.indices.map { bits(Kernels.select(condition[$0], a[$0], b[$0])) }
    forEveryCut { start, count in
      let result = block(count) { destination in
        condition.withUnsafeBufferPointer { condition in
          Kernels.select(
            destination, condition.baseAddress! + start, Array(a[start...]), Array(b[start...]),
            count: count)
        }
      }
      #expect(result.map(bits) == Array(expected[start..<start + count]))
    }
  }

  @Test func fillAndCopy() {
    for count in Self.lengths {
      #expect(
        block(count) { Kernels.fill($0, -0.0, count: count) }.allSatisfy { $0.sign == .minus })
      let a = Array(Self.operands[1].a[..<count])
      #expect(block(count) { Kernels.copy($0, a, count: count) }.map(bits) == a.map(bits))
    }
  }

  private func forEveryCut(_ body: (_ start: Int, _ count: Int) -> Void) {
    for count in Self.lengths {
      for start in 0..<3 { body(start, count) }
    }
  }
}
