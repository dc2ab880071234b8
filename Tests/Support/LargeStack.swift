import CStack

/// Returns what `body` returns on a thread with the stack that the command has, so that recursion goes
/// as deep as it does there.
public func onLargeStack<Result>(_ body: () -> Result) -> Result {
  var result: Result?
  func run() { result = body() }
  withoutActuallyEscaping(run) { escapable in
    var work: () -> Void = escapable
    withUnsafeMutablePointer(to: &work) { pointer in
      ais_run_on_stack(
        512 << 20, { $0?.assumingMemoryBound(to: (() -> Void).self).pointee() }, pointer, nil)
    }
  }
  guard let result else { preconditionFailure("the thread ended without a result") }
  return result
}
