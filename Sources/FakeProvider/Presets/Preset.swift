extension Behaviour {
    /// A behaviour that has a name, so that scripts read well.
    public struct Preset: Sendable {
        /// The name, in snake case.
        public let name: String
        /// The argument with its default, like `events = 3`; empty when the preset takes none.
        public let argument: String
        /// What it does, in one sentence.
        public let about: String
        let make: @Sendable (String?) -> Behaviour?

        init(_ name: String, _ about: String, _ make: @escaping @Sendable () -> Behaviour) {
            (self.name, self.argument, self.about) = (name, "", about)
            self.make = { $0 == nil ? make() : nil }
        }

        /// A preset with a number of at least 0 as its argument.
        init(
            _ name: String, _ number: String, _ fallback: Int, _ about: String,
            _ make: @escaping @Sendable (Int) -> Behaviour
        ) {
            (self.name, self.argument, self.about) = (name, "\(number) = \(fallback)", about)
            self.make = { argument in
                guard let number = argument.map({ Int($0) }) ?? fallback, number >= 0 else { return nil }
                return make(number)
            }
        }

        /// A preset with a text as its argument.
        init(
            _ name: String, _ text: String, _ fallback: String, _ about: String,
            _ make: @escaping @Sendable (String) -> Behaviour?
        ) {
            (self.name, self.argument, self.about) = (name, "\(text) = \(fallback)", about)
            self.make = { make($0 ?? fallback) }
        }
    }

    /// No preset can be made of a text.
    public struct PresetError: Error, Sendable, Equatable, CustomStringConvertible {
        /// What is wrong and what could be meant.
        public let description: String
    }

    /// Every preset, in the order of the documentation.
    public static let presets: [Preset] =
        Preset.answers + Preset.errors + Preset.silences + Preset.deaths + Preset.truncations + Preset.noises
        + Preset.badBytes + Preset.badHeads + Preset.framings

    private static let byName = Dictionary(presets.map { ($0.name, $0) }) { first, _ in first }

    /// The behaviour of a preset, written as in a script: `ok`, `status(503)`, `die_mid_stream(3)`.
    public static func preset(_ text: String) throws(PresetError) -> Behaviour {
        guard let call = Call(text) else {
            throw PresetError(description: "'\(text)' is not a preset; write name or name(argument)")
        }
        guard let preset = byName[call.name] else {
            let near = presets.map(\.name).min { distance($0, call.name) < distance($1, call.name) }
            throw PresetError(
                description: "there is no preset '\(call.name)'" + (near.map { "; did you mean '\($0)'?" } ?? ""))
        }
        guard var value = preset.make(call.argument) else {
            let form = preset.argument.isEmpty ? "takes no argument" : "takes (\(preset.argument))"
            throw PresetError(description: "'\(text)': the preset \(preset.name) \(form)")
        }
        value.name = text.trimmed
        return value
    }

    /// The number of letters to insert, delete or change to turn one word into the other.
    private static func distance(_ left: String, _ right: String) -> Int {
        let right = Array(right.utf8)
        var row = Array(0...right.count)
        for (line, letter) in left.utf8.enumerated() {
            var next = [line + 1]
            for (column, other) in right.enumerated() {
                let change = row[column] + (letter == other ? 0 : 1)
                next.append(min(change, row[column + 1] + 1, next[column] + 1))
            }
            row = next
        }
        return row[right.count]
    }

    static func named(_ name: String, _ edit: (inout Behaviour) -> Void) -> Behaviour {
        var value = Behaviour()
        value.name = name
        edit(&value)
        return value
    }
}
