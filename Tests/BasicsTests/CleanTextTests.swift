import Foundation
import Testing

@testable import Basics

@Suite struct CleanTextTests {
    @Test func controlsBecomeVisible() {
        #expect("a\u{1B}[31mred\u{7}".cleaned == "a␛[31mred␇")
        #expect("\u{1B}]0;title\u{1B}\\".cleaned == "␛]0;title␛\\")
        #expect("one\ntwo\tthree\r\nfour".cleaned == "one␊two␉three␍␊four")
        #expect("one\ntwo\tthree\rfour".cleanedLines == "one\ntwo\tthree␍four")
        #expect("\u{0}\u{7F}\u{9B}2J".cleaned == "␀␡\\u{9B}2J")
        #expect("gnp.\u{202E}evil\u{2066}x\u{200B}".cleaned == "gnp.\\u{202E}evil\\u{2066}x\\u{200B}")
    }

    @Test func wordsOfAllLanguagesStay() {
        for text in ["", "Zwiebelsuppe, äöü", "مرحبا", "שלום", "玉ねぎ", "👩‍🍳 cooks", "e\u{301}", "क्‍ष"] {
            #expect(text.cleaned == text && text.cleanedLines == text)
        }
    }

    @Test func noControlPasses() {
        for value in UInt32(0)...0x1_FFFF {
            guard let scalar = Unicode.Scalar(value) else { continue }
            let cleaned = String(scalar).cleaned
            #expect(!cleaned.unicodeScalars.contains { $0.properties.generalCategory == .control }, "\(value)")
        }
    }
}

@Suite struct CSVTests {
    @Test func cellsAreQuotedWhereTheyMustBe() {
        let row = CSV.row(["a", "", "b c", "1,5", "say \"no\"", "x\ny", "x\ry", "x\r\ny"])
        #expect(row == "a,,b c,\"1,5\",\"say \"\"no\"\"\",\"x\ny\",\"x\ry\",\"x\r\ny\"")
    }

    @Test func formulasAreHarmless() {
        #expect(CSV.row(["=1+1", "+cmd", "-cmd", "@sum", "\t=1", " =1", "＝1"]) == "'=1+1,'+cmd,'-cmd,'@sum,'\t=1,' =1,'＝1")
        #expect(CSV.row(["=a,b"]) == "\"'=a,b\"")
    }

    @Test func numbersAreNoFormulas() {
        #expect(CSV.row(["-1", "+2.5", "-1e-3", "-inf", "nan", "0"]) == "-1,+2.5,-1e-3,-inf,nan,0")
    }
}
