import NIOCore
import PlanBLedger
import PlanBPolicy
import PlanBVocabulary

/// A request's part in a drill. Confined to the event loop of the request.
final class DrillTicket {
    let number: Int
    let order: DrillOrder
    let arm: DrillArm
    /// A failure of it could be seen.
    let exposes: Bool
    /// The answer has to follow a form that is seen only when it is complete.
    let demandsForm: Bool
    /// What it may cost at most, in nanodollars.
    let bound: Int
    let conversation: UInt64
    /// Where the health of its targets is looked up.
    let place: Installation
    /// The answer as the client got it.
    private var kept = KeptBytes()
    /// A failure was made up for it.
    var isInjected = false
    /// The primary as the plan has it, which a failure is made up of: when nobody else answers, it is asked after all.
    var net: Standing?
    private var isDisarmed = false

    init(
        number: Int, order: DrillOrder, arm: DrillArm, exposes: Bool, demandsForm: Bool, bound: Int,
        conversation: UInt64, place: Installation
    ) {
        self.number = number
        self.order = order
        self.arm = arm
        self.exposes = exposes
        self.demandsForm = demandsForm
        self.bound = bound
        self.conversation = conversation
        self.place = place
    }

    /// The target that is asked first because of the drill; nil: none.
    var forced: String? { arm == .experiment && order.level != .fault ? order.backup : nil }

    /// What is made up for `target`, if anything.
    func fault(at target: String) -> InjectedFault? {
        arm == .experiment && target == order.primary && !isDisarmed ? order.fault : nil
    }

    /// What was made up, now or before, must not cost the user the answer: the primary, to be asked once more and in
    /// earnest; nil: it was asked already.
    func takeNet() -> Standing? {
        guard order.level == .fault, !isDisarmed, !(isInjected && order.fault == .slowFirstToken), let net else {
            return nil
        }
        isDisarmed = true
        return net
    }

    /// Whether its user saw a failure that a drill can be blamed for: the answer broke, or nobody answered, which those might
    /// have done who were asked later because of the drill. Where all that can be seen is that nobody answered, those had time.
    /// What is wrong with the request itself is the user's own affair.
    func outcome(_ outcome: RequestEntry.Outcome, status: Int, isBrokenOff: Bool) -> DrillOutcome {
        guard arm == .experiment else { return .fine }
        switch outcome {
        case .cut: return .failure
        case .failed:
            guard order.level == .fault || status >= 500 || isBrokenOff else { return .fine }
            return exposes ? .failure : .unanswered
        case .answered, .surfaced, .abandoned, .interrupted: return .fine
        }
    }

    /// Bytes are handed to the client.
    func keep(_ bytes: ByteBuffer) { kept.keep(bytes) }

    /// The answer as the client got it; nil: it is too long to be looked at.
    var answer: ByteBuffer? { kept.bytes }
}
