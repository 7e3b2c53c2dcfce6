import Foundation
import Testing

/// What `rbsh fmt` leaves as it was, and how it ends.
@Suite struct FormatRunnerTests {
  @Test(arguments: [0o600, 0o644, 0o755, 0o700]) func permissionsStay(mode: Int) throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("a.rbs", "x=1\n")
    try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
    #expect(try Program.run(["fmt", "a.rbs"], in: folder.url).status == 0)
    #expect(try folder.text("a.rbs") == "x = 1\n")
    #expect(try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int == mode)
  }

  @Test func linksStayLinks() throws {
    let folder = try TemporaryFolder()
    let target = try folder.write("target.rbs", "x=1\n")
    let link = folder.url.appendingPathComponent("link.rbs").path
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: target)
    #expect(try Program.run(["fmt", "link.rbs"], in: folder.url).output == "formatted link.rbs\n")
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link) == target)
    #expect(try folder.text("target.rbs") == "x = 1\n")
  }

  @Test func whatIsCanonicalIsNotWrittenAnew() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("a.rbs", "x = 1\n")
    try FileManager.default.setAttributes([.posixPermissions: 0o400], ofItemAtPath: path)
    let before = try FileManager.default.attributesOfItem(atPath: path)[.systemFileNumber] as? Int
    #expect(try Program.run(["fmt", "a.rbs"], in: folder.url).output == "")
    #expect(try FileManager.default.attributesOfItem(atPath: path)[.systemFileNumber] as? Int == before)
  }

  /// What cannot be parsed weighs most, then what cannot be read, then what differs; whatever comes last.
  @Test func theWorstFileDecidesTheStatus() throws {
    let folder = try TemporaryFolder()
    try folder.write("fine.rbs", "x = 1\n")
    try folder.write("differs.rbs", "x=1\n")
    try folder.write("bad.rbs", "x = (\n")
    let statuses = ["fine.rbs": 0, "differs.rbs": 1, "missing.rbs": 2, "bad.rbs": 3]
    for (first, one) in statuses {
      for (second, other) in statuses {
        let result = try Program.run(["fmt", "--check", first, second], in: folder.url)
        #expect(result.status == Int32(max(one, other)), "\(first) \(second)")
      }
    }
  }
}
