import Foundation
import Hummingbird
import PlanBEngine
import Testing

@testable import PlanBConsole

/// The description of the admin API, held against the code.
struct OpenAPITests {
    private struct Operation {
        var method: HTTPRequest.Method
        var path: String
        var members: [String: Any]
    }

    private let document: [String: Any]
    private let operations: [Operation]

    init() throws {
        document = try #require(
            try JSONSerialization.jsonObject(with: Data(OpenAPIDocument.json.utf8)) as? [String: Any])
        operations = ((document["paths"] as? [String: [String: Any]]) ?? [:]).flatMap { path, methods in
            methods.compactMap { name, operation in
                HTTPRequest.Method(name.uppercased()).map {
                    Operation(method: $0, path: path, members: operation as? [String: Any] ?? [:])
                }
            }
        }
    }

    @Test("Each operation names the least role that may use it, as the port has it")
    func roles() {
        #expect(operations.count > 25)
        for operation in operations {
            let path = operation.path.replacing("{id}", with: "x")
            #expect(
                operation.members["x-planb-role"] as? String
                    == AdminPolicy.role(for: operation.method, path: path).rawValue,
                "\(operation.method) \(operation.path)")
        }
    }

    @Test("Operations have names of their own, and say what each part of their path is")
    func names() {
        let names = operations.compactMap { $0.members["operationId"] as? String }
        #expect(names.count == operations.count && Set(names).count == names.count)
        for operation in operations {
            let parameters = (operation.members["parameters"] as? [[String: Any]]) ?? []
            let inPath = parameters.filter { $0["in"] as? String == "path" }.compactMap { $0["name"] as? String }
            #expect(inPath == (operation.path.contains("{id}") ? ["id"] : []), "\(operation.method) \(operation.path)")
        }
    }

    @Test("What is referred to is there, and what is there is referred to")
    func references() {
        var referred: Set<String> = []
        func walk(_ value: Any) {
            if let object = value as? [String: Any] {
                if let reference = object["$ref"] as? String { referred.insert(reference) }
                object.values.forEach(walk)
            } else if let array = value as? [Any] {
                array.forEach(walk)
            }
        }
        walk(document)
        let components = (document["components"] as? [String: [String: Any]]) ?? [:]
        var known: Set<String> = []
        for part in ["schemas", "responses"] {
            for name in (components[part] ?? [:]).keys { known.insert("#/components/\(part)/\(name)") }
        }
        #expect(referred == known)
    }
}
