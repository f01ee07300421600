import EpisodeStore

/// Everything that a store holds, but for the times of its runs.
func content(_ store: EpisodeStore) throws -> [StoredEpisode] {
    var episodes: [StoredEpisode] = []
    try store.forEachEpisode { episodes.append($0) }
    for index in episodes.indices { episodes[index].date = "" }
    return episodes
}
