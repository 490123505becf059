import NIOCore
import PlanBVocabulary
import Testing

@testable import PlanBDialects

/// What a conversation shows the model is looked at before it is told in another dialect.
struct MediaCheckTests {
    private func fault(_ address: String) -> ClientError? {
        let body =
            #"{"model":"m","messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"\#(address)"}}]}]}"#
        do throws(ClientError) { _ = try Translation.prompt(ByteBuffer(string: body), PathFacts(), .openAI) } catch {
            return error
        }
        return nil
    }

    @Test(arguments: [
        "data:image/png;base64,iVBORw0KGgoAAAANSUhEUg", "data:image/jpeg;base64,/9j/4AAQSkZJRg",
        #"data:image\/jpg;base64,\/9j\/4AAQ"#, "data:image/gif;base64,R0lGODlhAQ",
        "data:image/webp;base64,UklGRiIAAABXRUJQ",
        "https://example.com/a.png", "http://93.184.216.34/a.png", "https://[2606:2800:220:1::1]/a.png",
        "https://example.com:8443/a@b.png?c=d#e",
    ])
    func whatIsAsItSaysPasses(address: String) { #expect(fault(address) == nil) }

    @Test(arguments: [
        ("data:image/png;base64,/9j/4AAQSkZJRg", "image/jpeg"), ("data:image/jpeg;base64,iVBORw0KGgo", "image/png"),
        ("data:image/png;base64,PHN2Zz4", "do not begin like that"), ("data:image/webp;base64,", "do not begin"),
    ])
    func aTypeThatLiesIsRefused(address: String, sentence: String) throws {
        let error = try #require(fault(address))
        #expect(error.code == "invalid_media" && error.status == 400)
        #expect(error.message.contains(sentence))
    }

    @Test(arguments: [
        "http://127.0.0.1/a.png", "http://localhost/a.png", "http://LOCALHOST:80/a.png", "http://a.localhost/",
        "http://10.1.2.3/a.png", "http://192.168.0.1/", "http://172.20.0.1/",
        "http://169.254.169.254/latest/meta-data/",
        "http://100.64.0.1/", "http://0.0.0.0/", "http://[::1]/", "http://[fd00::1]/", "http://[fe80::1]/",
        "http://[::ffff:10.0.0.1]/", "http://[2002:7f00:1::]/", "http://2130706433/", "http://0x7f.0.0.1/",
        "http://0x7f000001/", "http://127.1/", "http://metadata.google.internal/", "http://metadata/",
        "http://printer.local/", "http://db.svc/", "https://user@example.com/a.png", "https://example.com@127.0.0.1/",
        #"https://example.com\\@127.0.0.1/"#, "http://127.0.0.1./", "https:///a.png", "http://224.0.0.1/",
    ])
    func whatIsNotPublicIsRefused(address: String) throws {
        let error = try #require(fault(address))
        #expect(error.code == "invalid_media_url", "\(error)")
        #expect(error.message.contains("https://"), "says what to change")
    }
}
