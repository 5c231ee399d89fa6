/** A line of a menu. */
export interface MenuItem {
  readonly name: string
  readonly description: string
  run(): void
}

interface MenuOptions {
  readonly toItems?: (text: string) => readonly MenuItem[]
  readonly details?: readonly string[]
  /** A question with few answers: j and k choose one, and other letters filter the answers by name. Default: a list to type in. */
  readonly isQuestion?: true
  /** What Enter does, for the line of keys. Default: it runs what is chosen. */
  readonly enter?: string
  /** Runs when the menu is closed without a choice. */
  readonly onCancel?: (() => void) | undefined
}

/** A list of commands that is filtered as the user types. */
export class Menu {
  readonly title: string
  /** Lines above the items, such as what a command would do. */
  readonly details: readonly string[]
  readonly isQuestion: boolean
  readonly enter: string
  readonly onCancel: (() => void) | undefined
  text = ''
  selected = 0
  /** The first line of the details that is shown. */
  top = 0
  /** How many lines of the details are shown, and how many there are; set by the face. */
  shownDetails = { height: 0, count: 0 }
  /** Whether not all items fit; set by the face. */
  hidesItems = false
  readonly #items: readonly MenuItem[]
  readonly #toItems: ((text: string) => readonly MenuItem[]) | undefined

  /** `toItems` makes the last items of the text, if it is not empty. */
  constructor(
    title: string,
    items: readonly MenuItem[],
    { toItems, details = [], isQuestion, enter = 'runs it', onCancel }: MenuOptions = {},
  ) {
    this.title = title
    this.details = details
    this.isQuestion = isQuestion === true
    this.enter = enter
    this.onCancel = onCancel
    this.#items = items
    this.#toItems = toItems
  }

  get items(): readonly MenuItem[] {
    const wanted = this.text.trim().toLowerCase()
    const found = this.#items.filter(({ name, description }) =>
      (this.isQuestion ? name : `${name} ${description}`).toLowerCase().includes(wanted),
    )
    // A name that begins with the text comes before one that contains it.
    const starts = (item: MenuItem): number => (item.name.toLowerCase().startsWith(wanted) ? 0 : 1)
    const sorted = found.toSorted((a, b) => starts(a) - starts(b))
    return wanted === '' || this.#toItems === undefined
      ? sorted
      : [...sorted, ...this.#toItems(this.text.trim())]
  }

  setText(text: string): void {
    this.text = text
    this.selected = 0
  }

  /** Scrolls the details by pages. */
  scroll(by: number): void {
    const { height, count } = this.shownDetails
    this.top = Math.max(0, Math.min(this.top + by * Math.max(1, height - 1), count - height))
  }

  move(by: number): void {
    this.selected = Math.max(0, Math.min(this.selected + by, this.items.length - 1))
  }
}
