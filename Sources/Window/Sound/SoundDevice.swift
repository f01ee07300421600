import CSDL2

/// Plays sounds on the default device; where there is none, nothing is heard and nothing is wrong.
///
/// The samples are handed over by a callback and not by SDL's queue, whose thread SDL gives 64 KiB of stack: less than the
/// thread-local storage of this program takes, so that no such thread starts.
final class SoundDevice {
    private let device: SDL_AudioDeviceID
    private let tape: Tape
    private let samples = Dictionary(uniqueKeysWithValues: Sound.allCases.map { ($0, Synthesis.samples($0)) })

    /// What is still to be heard; touched only while the device is locked, as it is in its callback.
    private final class Tape {
        private var samples: [Int16] = []
        private var place = 0

        /// Puts `sounds` over what is still to be heard.
        func add(_ sounds: [[Float]]) {
            let rest = samples[place...].map { Float($0) / Float(Int16.max) }
            samples = Synthesis.mix([rest] + sounds)
            place = 0
        }

        func clear() {
            samples = []
            place = 0
        }

        /// Takes the next samples; silence where there are no more.
        func read(into buffer: UnsafeMutableBufferPointer<Int16>) {
            for index in buffer.indices {
                buffer[index] = place < samples.count ? samples[place] : 0
                if place < samples.count { place += 1 }
            }
        }
    }

    /// Nil where there is no device.
    init?() {
        // Asked first, since ALSA complains on standard error where a device is opened that is not there.
        guard SDL_InitSubSystem(SDL_INIT_AUDIO) == 0, SDL_GetNumAudioDevices(0) != 0 else { return nil }
        tape = Tape()
        var wanted = SDL_AudioSpec()
        wanted.freq = Int32(Synthesis.rate)
        wanted.format = SDL_AudioFormat(AUDIO_S16SYS)
        wanted.channels = 1
        wanted.samples = 512
        wanted.userdata = Unmanaged.passUnretained(tape).toOpaque()
        wanted.callback = { tape, bytes, count in
            guard let tape, let bytes else { return }
            let room = Int(count) / MemoryLayout<Int16>.size
            bytes.withMemoryRebound(to: Int16.self, capacity: room) {
                Unmanaged<Tape>.fromOpaque(tape).takeUnretainedValue().read(into: UnsafeMutableBufferPointer(start: $0, count: room))
            }
        }
        device = SDL_OpenAudioDevice(nil, 0, &wanted, nil, 0)
        guard device != 0 else { return nil }
        SDL_PauseAudioDevice(device, 0)
    }

    /// Returns once the callback has been called for the last time.
    deinit { SDL_CloseAudioDevice(device) }

    /// Plays sounds now, over what is still to be heard.
    func play(_ sounds: [Sound]) {
        guard !sounds.isEmpty else { return }
        locked { tape.add(sounds.compactMap { samples[$0] }) }
    }

    /// Nothing more of what is to be heard.
    func silence() { locked { tape.clear() } }

    private func locked(_ body: () -> Void) {
        SDL_LockAudioDevice(device)
        defer { SDL_UnlockAudioDevice(device) }
        body()
    }
}

/// What a window sounds like: an output that is opened with the first sound, and whether people want to hear it.
final class SoundBoard {
    private(set) var isMuted: Bool
    /// Takes that somebody has changed their mind, so that it is remembered.
    private let remember: (_ isMuted: Bool) -> Void
    private var output: SoundDevice?
    private var isOpened = false

    init(isMuted: Bool, remember: @escaping (_ isMuted: Bool) -> Void = { _ in }) {
        self.isMuted = isMuted
        self.remember = remember
    }

    func play(_ sounds: [Sound]) {
        guard !isMuted, !sounds.isEmpty else { return }
        if !isOpened {
            isOpened = true
            output = SoundDevice()
        }
        output?.play(sounds)
    }

    func toggle() {
        isMuted.toggle()
        if isMuted { output?.silence() }
        remember(isMuted)
    }
}
