import Foundation

/// Certificates that live as long as one test, made by `openssl` in a folder of their own.
final class Certificates: Sendable {
    struct NoOpenSSL: Error { var output: String }

    let folder: String

    /// An authority `ca`, another one `other`, and leaves of `ca`: `good` for 127.0.0.1, ::1 and localhost, `named` for
    /// `elsewhere.test`, `expired` like `good` and long over, `client` for a client.
    init() throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("planb-tls-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        for name in ["ca", "other"] {
            try openssl(
                "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=\(name) "
                    + "-keyout \(name).key -out \(name).pem")
        }
        try write(
            "ca.cnf",
            "[ca]\ndefault_ca=d\n[d]\ndatabase=index.txt\nserial=serial\nnew_certs_dir=.\ndefault_md=sha256\npolicy=p\n"
                + "unique_subject=no\n[p]\ncommonName=supplied\n")
        try write("index.txt", "")
        try write("serial", "01\n")
        let local = "IP:127.0.0.1,IP:::1,DNS:localhost,DNS:\(ProcessInfo.processInfo.hostName)"
        try leaf("good", local)
        try leaf("named", "DNS:elsewhere.test")
        try leaf("expired", local, from: "20200101000000Z", to: "20200102000000Z")
        try leaf("client", "DNS:client.test")
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    func path(_ file: String) -> String { "\(folder)/\(file)" }

    private func leaf(
        _ name: String, _ names: String, from: String = "20200101000000Z", to: String = "20991231235959Z"
    ) throws {
        try openssl(
            "req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=\(name) -keyout \(name).key "
                + "-out \(name).csr")
        try write("\(name).ext", "subjectAltName=\(names)\n")
        // `x509 -req` cannot set the start of the validity in all versions in use; `ca` can.
        try openssl(
            "ca -batch -notext -config ca.cnf -cert ca.pem -keyfile ca.key -in \(name).csr -extfile \(name).ext "
                + "-startdate \(from) -enddate \(to) -out \(name).pem")
    }

    private func write(_ file: String, _ text: String) throws {
        try text.write(toFile: path(file), atomically: true, encoding: .utf8)
    }

    private func openssl(_ arguments: String) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["openssl"] + arguments.split(separator: " ").map(String.init)
        process.currentDirectoryURL = URL(fileURLWithPath: folder)
        let output = Pipe()
        process.standardOutput = output
        process.standardError = output
        try process.run()
        let text = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw NoOpenSSL(output: String(decoding: text, as: UTF8.self)) }
    }

    /// Whether the machine has it; tests that need it are skipped without.
    static let isAvailable = ["/usr/bin/openssl", "/usr/local/bin/openssl", "/opt/homebrew/bin/openssl"]
        .contains { FileManager.default.isExecutableFile(atPath: $0) }
}
