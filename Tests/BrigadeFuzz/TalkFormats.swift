import Foundation
import Language
import Referential
import Window

extension FuzzFormat {
    static let corpora = FuzzFormat(
        name: "corpora", ending: ".csv", inputs: 8_000,
        seeds: { _ in
            let rounds = #"""
                speaker,game,round,condition,target_h,target_s,target_l,d1_h,d1_s,d1_l,d2_h,d2_s,d2_l,utterance,human_correct
                61,a-2,1,split,48,13,50,26,34,50,176,67,50,gray,1
                61,a-2,2,close,66,26,50,84,6,50,354,80,50,"green, not ""lime""",0

                """#
            let messages = """
                gameid,time,roundNum,sender,contents,role,condition,clkTime,clkColH,clkColS,clkColL,alt1ColH,alt1ColS,alt1ColL,alt2ColH,alt2ColS,alt2ColL,targetColH,targetColS,targetColL,outcome
                a-1,1,1,speaker,blue,speaker,far,2,200,50,50,100,50,50,300,50,50,200,50,50,TRUE

                """
            return [rounds, messages].map { Array($0.utf8) }
        },
        read: { input in
            for rows in ColourCorpus.BadRows.allCases { _ = try? ColourCorpus.read(input.path(), badRows: rows) }
        })

    static let sessions = FuzzFormat(
        name: "sessions", ending: ".jsonl", inputs: 8_000,
        seeds: { _ in
            let pair = #"""
                {"pair": 3, "rounds": [{"round": 1, "repetition": 1, "target": "E", "choice": "C", "messages": [{"from": "speaker", "text": "bunny"}]}, {"round": 2, "repetition": 2, "target": "E", "messages": [{"from": "listener", "text": "?"}]}]}

                """#
            let community = #"""
                {"community": 0, "rounds": [{"phase": 1, "repetition": 0, "set": 2, "target": "H", "choice": "distr1", "speaker": 0, "listener": 3, "messages": []}]}

                """#
            return [pair, community, pair + community].map { Array($0.utf8) }
        },
        read: { input in
            for rows in ColourCorpus.BadRows.allCases {
                guard let corpus = try? SessionCorpus.read(input.path(), badRows: rows) else { continue }
                _ = SessionEvaluation.people(corpus.sessions)
                _ = NameMeasures.byRepetition(corpus.sessions)
            }
        })

    static let experiments = FuzzFormat(
        name: "experiments", ending: ".yaml", inputs: 6_000,
        seeds: { folders in
            let studies = try FileManager.default.contentsOfDirectory(atPath: folders.checkout + "/Studies").filter {
                $0.hasPrefix("talk-")
            }
            return try studies.sorted().map { [UInt8](try Data(contentsOf: URL(fileURLWithPath: "\(folders.checkout)/Studies/\($0)"))) }
        },
        read: { _ = try Experiment.read($0.path()) })

    static let studies = FuzzFormat(
        name: "studies", ending: ".yaml", inputs: 6_000,
        seeds: { [[UInt8](try Data(contentsOf: URL(fileURLWithPath: $0.checkout + "/Studies/example.yaml")))] },
        read: { _ = try StudyFile.read($0.path()) })
}
