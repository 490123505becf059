import PlanBWire
import Testing

@Suite("Multipart boundary")
struct MultipartBoundaryTests {
    static let seventy = String(repeating: "b", count: 70)

    @Test(
        "the boundary is read from Content-Type, quoted or not",
        arguments: [
            ("multipart/form-data; boundary=abc", "abc"), ("Multipart/Form-Data;BOUNDARY=abc", "abc"),
            (#"multipart/form-data; boundary="a b/c:d=e?f""#, "a b/c:d=e?f"),
            (
                "multipart/form-data; boundary=----WebKitFormBoundary7MA4YWxkTrZu0gW",
                "----WebKitFormBoundary7MA4YWxkTrZu0gW"
            ),
            ("multipart/form-data; boundary=a/b:c=d", "a/b:c=d"),
            ("multipart/mixed ; charset=utf-8 ; boundary = abc ; x=y", "abc"),
            (#"multipart/form-data; x="; boundary=fake"; boundary=real"#, "real"),
            (#"multipart/form-data; x="\"; boundary=fake"; boundary=real"#, "real"),
            ("multipart/form-data; boundary=abc;", "abc"),
            ("multipart/form-data; boundary=\(seventy)", seventy),
            ("multipart/form-data; boundary=\"a'()+_,-./:=?9\"", "a'()+_,-./:=?9"),
        ])
    func valid(_ header: String, _ boundary: String) {
        #expect(MultipartScanner.boundary(fromContentType: header) == boundary)
    }

    @Test(
        "a header without exactly one valid boundary has none",
        arguments: [
            "", "multipart/form-data", "application/json; boundary=abc", "multipart/form-data; boundary=",
            "multipart/form-data; boundary=\"\"", "multipart/form-data; boundary=\(seventy)b",
            "multipart/form-data; boundary=\"abc ",
            "multipart/form-data; boundary=\"abc \"", "multipart/form-data; boundary=a; boundary=b",
            "multipart/form-data; boundary=a\"b",
            "multipart/form-data; boundary=aé", "multipart/form-data; boundary=a\r\nb", "multipart/form-data; boundary",
            "multipart/form-data; boundary=\"a\"b", "multipart/form-data; =abc", "xmultipart/form-data; boundary=abc",
        ])
    func invalid(_ header: String) {
        #expect(MultipartScanner.boundary(fromContentType: header) == nil)
    }
}
