import CStack

extension StackGuard {
  /// The lowest address of the calling thread's stack, or 0 when the system does not say.
  static func lowestAddress() -> UInt { UInt(ais_stack_lowest_address()) }
}
