/// Whether a request is signed (Signature Version 4) or has a key. The signature itself is not computed.
struct BedrockCredentials {
    let request: ReceivedRequest

    init(_ request: ReceivedRequest) { self.request = request }

    var complaint: BedrockError? {
        guard let told = request.header("authorization") else {
            return .init(403, "MissingAuthenticationTokenException", "Missing Authentication Token")
        }
        if told.hasPrefix("Bearer "), told.count > 7 { return nil }
        guard told.hasPrefix("AWS4-HMAC-SHA256 ") else {
            return incomplete("Authorization header requires 'Credential'")
        }
        var fields: [Substring: Substring] = [:]
        for field in told.dropFirst("AWS4-HMAC-SHA256 ".count).split(separator: ",") {
            let sides = field.drop { $0 == " " }.split(separator: "=", maxSplits: 1)
            if sides.count == 2 { fields[sides[0]] = sides[1] }
        }
        for name in ["Credential", "SignedHeaders", "Signature"] where fields[name[...]] == nil {
            return incomplete("Authorization header requires '\(name)' parameter.")
        }
        let scope = (fields["Credential"] ?? "").split(separator: "/")
        guard scope.count == 5, scope[4] == "aws4_request" else {
            return incomplete("Credential must have exactly 5 slash-delimited elements.")
        }
        guard scope[3] == "bedrock" else {
            return signature("Credential should be scoped to correct service: 'bedrock'.")
        }
        guard let date = request.header("x-amz-date"), date.hasPrefix(scope[1]) else {
            return incomplete("Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.")
        }
        let signed = (fields["SignedHeaders"] ?? "").split(separator: ";")
        var needed = ["host", "x-amz-date"]
        if request.header("x-amz-security-token") != nil { needed.append("x-amz-security-token") }
        for name in needed where !signed.contains(name[...]) {
            return signature("'\(name)' must be a 'SignedHeader' in the AWS Authorization.")
        }
        let digits = fields["Signature"] ?? ""
        return digits.count == 64 && digits.allSatisfy(\.isHexDigit) ? nil : .badSignature
    }

    private func incomplete(_ message: String) -> BedrockError { .init(403, "IncompleteSignatureException", message) }
    private func signature(_ message: String) -> BedrockError { .init(403, "InvalidSignatureException", message) }
}

extension BedrockError {
    static let badSignature = Self(
        403, "InvalidSignatureException",
        "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key "
            + "and signing method. Consult the service documentation for details.")
}
