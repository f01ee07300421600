import Agents
import ArgumentParser
import Planning

extension HintLevel: ExpressibleByArgument {}
extension CoachedPersona: ExpressibleByArgument {}
