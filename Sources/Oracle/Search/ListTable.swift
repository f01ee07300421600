/// Lists one after the other, as pointers for inner loops; whoever makes it deallocates it.
struct ListTable<Element: BitwiseCopyable> {
    let list: UnsafeMutablePointer<Element>
    /// Where each list begins, with an end after the last.
    let starts: UnsafeMutablePointer<Int>

    init(_ lists: [[Element]]) {
        let count = lists.reduce(0) { $0 + $1.count }
        list = .allocate(capacity: count)
        starts = .allocate(capacity: lists.count + 1)
        starts.initialize(to: 0)
        for (index, elements) in lists.enumerated() {
            (starts + index + 1).initialize(to: starts[index] + elements.count)
            for (position, element) in elements.enumerated() { (list + starts[index] + position).initialize(to: element) }
        }
    }

    func deallocate() {
        list.deallocate()
        starts.deallocate()
    }

    /// Where the elements of list `index` are in `list`.
    @inline(__always)
    func range(_ index: Int) -> Range<Int> { starts[index]..<starts[index &+ 1] }
}
