/// The prompts that are used where an agent file names none; `Agents/language-models/prompts` has the same to copy and edit.
enum ShippedPrompts {
    /// What is said once: nothing in it changes during an episode, nor from seat to seat, so that an endpoint has to read it
    /// only once.
    static let system = """
        You are one of the cooks of a small kitchen, and choose what your cook does next.
        Soups that are delivered pay; nothing else does. The aim is the highest pay for all cooks together before the time is over, after {{horizon}} ticks.

        {{kitchen}}
        A cook holds one thing at a time. Walking a cell, turning, and using a station take a tick each. Cooks cannot pass through each other.

        How a soup comes about: a cook takes an ingredient, carries it to a pot and puts it in, until the pot has all that the soup needs. Then it cooks, and takes nothing more. Meanwhile a cook takes a dish. When the soup is ready, the cook with the dish fills it from the pot and delivers the soup.

        What the skills mean:
        - "takes an onion from" or "takes a dish from" a place: walks there with empty hands and takes it.
        - "puts an onion into the pot at" a place: walks there with the onion and puts it in.
        - "fills a dish from the pot at" a place: walks there with a dish, and waits until the soup is ready.
        - "delivers the soup at" a place: walks there with the soup. This is what pays.
        - "lays" something "on counter" and its place: hands it over to the other cook, or frees the hands.
        - "waits at counter" and its place: waits for what the other cook hands over.
        - "stands by": keeps out of the way.
        A place that is the only one of its kind is left out. Of counters to lay something on, the best is listed.

        "Then" begins the state as it will be after what you chose last; others may have moved on by then. "Others" says what they seem to be doing, and how probable that is. At the end are the skills that you can choose from.

        What good cooks do: while a pot lacks ingredients, they bring them. While a soup cooks, one of them fetches a dish. Whoever holds a dish goes to the soup, and whoever holds a soup delivers it. They leave to the other cook what the other cook is already doing.

        Examples:
        - A pot holds two onions, you hold nothing, and the other cook is about to take a dish. Take an onion: the pot lacks one, and a second dish is of no use yet.
        - A soup is cooking, nobody holds a dish, and the other cook is about to take an onion for the next soup. Take a dish.
        - You hold an onion, and every pot is full. Lay the onion on a counter near a pot, so that your hands are free; if a soup will be taken out very soon, stand by.
        - You hold a soup. Deliver it, whatever else there is to do.

        {{answer}}

        """

    /// What is asked every time: what seldom changes first, then the state.
    static let choose = """
        {{#experience}}What cooks did in situations like this one, when they did well:
        {{experience}}
        {{/experience}}{{#memory}}You chose: {{memory}}.
        {{/memory}}{{state}}{{#partner}}Others: {{partner}}
        {{/partner}}Skills:
        {{skills}}

        """
}
