import ArgumentParser

struct TrainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "train", abstract: "Train agents.",
        discussion: """
            Examples:
              brigade train ppo cramped_room
              brigade train recurrent test_time_simple_5x5
              brigade train fcp cramped_room --partners 4
              brigade train talk v2-benchmark/test_time_simple_5x5
              brigade train bc cramped_room --trials ../shared/human/2019_hh_train.jsonl.gz
            """,
        subcommands: [
            TrainPPOCommand.self,
            TrainRecurrentCommand.self,
            TrainBCCommand.self,
            TrainFCPCommand.self,
            TrainMEPCommand.self,
            TrainHSPCommand.self,
            TrainPartnersCommand.self,
            TrainPBTCommand.self,
            TrainInContextCommand.self,
            TrainMetaCommand.self,
            TrainEvolutionCommand.self,
            TrainBestResponseCommand.self,
            TrainAdaptCommand.self,
            TrainTalkCommand.self,
            TrainShowCommand.self,
        ])
}
