import { isDeepStrictEqual } from 'node:util'
import { publishesChanges } from '../../../../domain/events/publishes-changes.js'
import { getErrorMessage } from '../../../../core/get-error-message.js'
import { hasErrorCode, HomeError } from '../../../../core/home-error.js'
import { parseAddress } from '../../../../inspect/pages/address.js'
import { EDIT_ERRORS } from '../../../../inspect/editing/edit-errors.js'
import type { EditField } from '../../../../inspect/editing/edit-field.js'
import { formatValue } from '../../../../inspect/pages/format-value.js'
import { FIELDS } from '../../../../inspect/pages/record-page.js'
import { InvalidInput, parseInput, toInputText } from '../../../../inspect/editing/input-values.js'
import type { Edit, EditForm, EditResult } from '../../../../project/edits/edit.js'
import { describePreview } from './describe-preview.js'
import type { ExternalEditor } from './external-editor.js'
import { Menu } from './menu.js'
import type { Session } from './session.js'
import type { RecordName } from './session-edits.js'

/** The record that the page shows; undefined if it shows something else. */
export function findEditedRecord({ view }: Session): RecordName | undefined {
  if (view === undefined || view.page.id === undefined) return undefined
  return parseRecordAddress(view.page.address)
}

function parseRecordAddress(address: string): RecordName | undefined {
  const { screen, path, parameters } = parseAddress(address)
  const [kind, id] = path
  const isRecord = screen === 'records' && path.length === 2 && Object.keys(parameters).length === 0
  return isRecord && kind !== undefined && id !== undefined ? { kind, id } : undefined
}

/** Whether the page, or the selected row of a list, is a record that a service changes, or that is the project's own. */
export function canEdit(session: Session): boolean {
  const record = findEditedRecord(session) ?? findSelectedRecord(session)
  return record !== undefined && session.inspector.canEdit(record.kind)
}

/** The record that the selected row opens. */
function findSelectedRecord({ view }: Session): RecordName | undefined {
  const target = view?.pane.selectedRow?.target
  return target === undefined ? undefined : parseRecordAddress(target)
}

/** Edits the record of the page, or opens the one of the selected row to edit it. */
export async function editOpenOrSelected(session: Session): Promise<void> {
  const row = session.view?.pane.selectedRow
  const isInList = findEditedRecord(session) === undefined && canEdit(session)
  if (isInList && row !== undefined) await session.openRow(row)
  await editRecord(session)
}

/** Lets the user enter values for the fields of the record, shows what they would change, and saves them. */
async function editRecord(session: Session): Promise<void> {
  // Of a selected record that cannot be edited, the error says why.
  const record = findEditedRecord(session) ?? findSelectedRecord(session)
  if (record === undefined) session.message = 'e edits a record that is open or selected.'
  else
    await attempt(session, async () => {
      const field = findSelectedField(session)
      const form = await (await session.edits.get()).open(record.kind, record.id)
      chooseField(session, { form, change: {} }, undefined, field)
    })
}

/** The field in the selected row of the record's page. */
function findSelectedField({ view }: Session): string | undefined {
  return view?.pane.pane.name === FIELDS ? view.pane.selectedRow?.cells[0]?.text : undefined
}

/** Restores the values before the last edit of the record, or shows it as it was changed since. */
export async function undoEdit(session: Session): Promise<void> {
  const record = findEditedRecord(session)
  if (record === undefined) session.message = 'This page is not a record.'
  else
    await attempt(session, async () => {
      try {
        const result = await (await session.edits.get()).undo(record.kind, record.id)
        session.edits.add(record, result, false)
        await session.refresh()
        session.message = `Undone${describeVersion(result)}.`
      } catch (error) {
        if (hasErrorCode(error, EDIT_ERRORS.EDIT_CONFLICT)) {
          session.edits.forget(record)
          await session.refresh()
        }
        throw error
      }
    })
}

/** Of more values, one is found by typing. */
const MAX_CHOICES = 9

/** What the user has entered so far. */
interface Draft {
  readonly form: EditForm
  readonly change: Readonly<Record<string, unknown>>
  /** The record was changed since the page was read. */
  readonly isOutdated?: true
}

/** Ends an edit without saving it. The user has seen that the record was changed: the page and the list behind it show it, too. */
function leave(session: Session, { isOutdated }: Draft): void {
  if (isOutdated !== true) return
  session.edits.count++
  void session.refresh()
}

/** `problem`: why the draft could not be shown or saved. `field`: the one that is selected, if it can be changed. */
function chooseField(session: Session, draft: Draft, problem?: string, field?: string): void {
  const form = createForm(session, draft, problem)
  form.selected = Math.max(
    0,
    form.items.findIndex(({ name }) => name === field),
  )
  session.menu = form
}

function createForm(session: Session, draft: Draft, problem?: string): Menu {
  const { form, change } = draft
  const fields = form.fields.map((field) => ({
    name: field.name,
    description: [
      describeValue(field, field.value),
      ...(field.name in change ? [`→ ${describeValue(field, change[field.name])}`] : []),
      ...(form.service !== undefined && field.store !== undefined ? [`(straight to ${field.store})`] : []),
    ].join(' '),
    run: () => enterValue(session, draft, field),
  }))
  const preview = {
    name: 'Preview',
    description: 'show what is sent, before it is saved',
    run: () => void showPreview(session, draft),
  }
  return new Menu(
    `Edit ${form.kind}${form.service === undefined ? `, straight to ${form.store}` : `, version ${form.version}, through the ${form.service} service`}`,
    hasChanges(draft) ? [preview, ...fields] : fields,
    {
      details: problem === undefined ? [] : [problem],
      enter: 'opens it',
      onCancel: () => (hasChanges(draft) ? confirmDiscard(session, draft) : leave(session, draft)),
    },
  )
}

/** A record that a field refers to is shown as what people know it by. */
function describeValue({ suggestions = [] }: EditField, value: unknown): string {
  return suggestions.find((each) => each.value === value)?.title ?? formatValue(value)
}

function hasChanges({ change }: Draft): boolean {
  return Object.keys(change).length > 0
}

/** Esc again discards the changes. */
function confirmDiscard(session: Session, draft: Draft): void {
  session.menu = new Menu(
    `Discard the changes of ${Object.keys(draft.change).join(', ')}?`,
    [
      { name: 'Keep editing', description: 'nothing is lost', run: () => chooseField(session, draft) },
      { name: 'Discard', description: 'change nothing; also Esc', run: () => leave(session, draft) },
    ],
    { isQuestion: true, onCancel: () => leave(session, draft) },
  )
}

function enterValue(session: Session, draft: Draft, field: EditField): void {
  const { name, type, nullable, choices } = field
  const enter = (value: unknown): void => {
    const { [name]: _before, ...others } = draft.change
    const isChanged = !isDeepStrictEqual(value, field.value ?? null)
    chooseField(session, { ...draft, change: isChanged ? { ...others, [name]: value } : others })
  }
  const options = type === 'boolean' ? ['true', 'false'] : choices
  if (type === 'json' && session.editor !== undefined) {
    const value = name in draft.change ? draft.change[name] : field.value
    chooseEditor(session, session.editor, draft, { field, enter }, toInputText({ ...field, value }))
    return
  }
  if (options === undefined) {
    if (field.suggestions === undefined || field.suggestions.length === 0)
      promptForValue(session, draft, { field, enter })
    else chooseReference(session, draft, { field, enter })
    return
  }
  session.menu = new Menu(
    name,
    [
      ...options.map((option) => ({
        name: option,
        description: '',
        run: () => enter(parseInput(field, option)),
      })),
      ...(nullable ? [{ name: '–', description: 'no value', run: () => enter(null) }] : []),
    ],
    {
      ...(isShortList(options) ? { isQuestion: true } : {}),
      enter: 'chooses it',
      onCancel: () => chooseField(session, draft),
    },
  )
  session.menu.selected = Math.max(0, options.indexOf(toLine(field, draft)))
}

/** An object or a list is edited in the editor of the user, or on one line. `problem`: why the text is no value. */
function chooseEditor(
  session: Session,
  editor: ExternalEditor,
  draft: Draft,
  entry: Entry,
  text: string,
  problem?: string,
): void {
  const { field, enter } = entry
  const again = (edited: string, reason: string): void =>
    chooseEditor(session, editor, draft, entry, edited, `✗ ${field.name}: ${reason}`)
  const open = (): void => {
    let edited = text
    try {
      edited = editor.edit(text, field.name)
      enter(parseInput(field, edited))
    } catch (error) {
      again(edited, getErrorMessage(error))
    }
  }
  session.menu = new Menu(
    field.name,
    [
      { name: 'Open in editor', description: editor.command, run: open },
      {
        name: 'Enter on one line',
        description: '',
        run: () => promptForValue(session, draft, entry),
      },
      ...(field.nullable ? [{ name: '–', description: 'no value', run: () => enter(null) }] : []),
    ],
    {
      details: problem === undefined ? [] : [problem],
      isQuestion: true,
      enter: 'chooses it',
      onCancel: () => chooseField(session, draft),
    },
  )
}

/** Few values are chosen with j and k; none of them is typed. */
function isShortList(options: readonly string[]): boolean {
  return options.length <= MAX_CHOICES && !options.some((option) => /^[jk]/i.test(option))
}

/** A field, and what is done with its value. */
interface Entry {
  readonly field: EditField
  readonly enter: (value: unknown) => void
}

/** A record is found by name or email address, or its id is entered. */
function chooseReference(session: Session, draft: Draft, entry: Entry): void {
  const { field, enter } = entry
  const { name, value: current, nullable, suggestions = [] } = field
  session.menu = new Menu(
    name,
    [
      ...suggestions.map(({ value, title }) => ({
        name: title,
        description: value === current ? `now, ${value}` : value,
        run: () => enter(value),
      })),
      ...(nullable ? [{ name: '–', description: 'no value', run: () => enter(null) }] : []),
    ],
    {
      enter: 'chooses it',
      toItems: (text) => [
        {
          name: `Enter “${text}” as the ID`,
          description: '',
          run: () => enterText(session, draft, entry, text),
        },
      ],
      onCancel: () => chooseField(session, draft),
    },
  )
  const chosen = toLine(field, draft)
  session.menu.selected = Math.max(
    0,
    suggestions.findIndex(({ value }) => value === chosen),
  )
}

/** The form stays visible, and says what is wrong with the text. */
function promptForValue(
  session: Session,
  draft: Draft,
  entry: Entry,
  text = toLine(entry.field, draft),
  problem?: string,
): void {
  const { name } = entry.field
  const form = createForm(session, draft, problem === undefined ? undefined : `✗ ${name}: ${problem}`)
  form.selected = form.items.findIndex((item) => item.name === name)
  session.prompt = {
    label: name,
    text,
    form,
    hint: `${entry.field.type === 'time' ? 'a day is midnight UTC; ' : ''}Enter keeps, Esc cancels`,
    onSubmit: (entered) => enterText(session, draft, entry, entered),
    onCancel: () => chooseField(session, draft),
  }
}

/** A text that is no value of the field is entered again. */
function enterText(session: Session, draft: Draft, entry: Entry, text: string): void {
  try {
    entry.enter(parseInput(entry.field, text))
  } catch (error) {
    if (!(error instanceof InvalidInput)) throw error
    promptForValue(session, draft, entry, text, error.message)
  }
}

async function showPreview(session: Session, draft: Draft): Promise<void> {
  const { form, change } = draft
  const seen = Object.fromEntries(form.fields.map(({ name, value }) => [name, value ?? null]))
  const { kind, id, version, revision } = form
  const edit: Edit = {
    kind,
    id,
    change,
    seen,
    ...(version === undefined ? {} : { version }),
    ...(revision === undefined ? {} : { revision }),
  }
  const keep = (problem: string): void => chooseField(session, draft, problem)
  await attempt(
    session,
    async () => {
      const preview = await (await session.edits.get()).preview(edit)
      // The user sees both versions of a conflict.
      const { changes: _, ...current } = preview.conflict ?? { changes: [] }
      const shown: Draft = preview.conflict === undefined ? draft : { ...draft, isOutdated: true }
      const isDangling = preview.references.some(({ state }) => state === 'dangling')
      const save = {
        name: preview.conflict === undefined ? 'Save' : 'Save over it',
        description:
          preview.service === undefined
            ? `write it to ${form.store}`
            : `the service checks its rules${publishesChanges(kind) ? ', and publishes the event' : ''}`,
        run: () => void saveEdit(session, shown, { ...edit, ...current }),
      }
      const back = { name: 'Back', description: 'change the values', run: () => chooseField(session, shown) }
      const discard = { name: 'Discard', description: 'change nothing', run: () => leave(session, shown) }
      // Enter does not overwrite what the user has just learned of.
      const items = preview.conflict === undefined ? [save, back, discard] : [back, save, discard]
      session.menu = new Menu('What changes', isDangling ? [back, discard] : items, {
        details: describePreview(preview),
        isQuestion: true,
        onCancel: () => confirmDiscard(session, shown),
      })
    },
    keep,
  )
}

async function saveEdit(session: Session, draft: Draft, edit: Edit): Promise<void> {
  const record = findEditedRecord(session)
  const keep = (problem: string): void => chooseField(session, draft, problem)
  await attempt(
    session,
    async () => {
      try {
        const result = await (await session.edits.get()).save(edit)
        if (record !== undefined) session.edits.add(record, result, true)
        await session.refresh()
        session.message = `Saved${describeVersion(result)}. u undoes it.`
      } catch (error) {
        if (!hasErrorCode(error, EDIT_ERRORS.EDIT_CONFLICT)) throw error
        await showPreview(session, draft)
      }
    },
    keep,
  )
}

function describeVersion({ version }: EditResult): string {
  return version === undefined ? '' : `: version ${version}`
}

/** Shows why something could not be done, by default as a message. */
async function attempt(
  session: Session,
  work: () => Promise<void>,
  onProblem = (problem: string): void => {
    session.message = problem
  },
): Promise<void> {
  session.isBusy = true
  session.message = 'Please wait…'
  session.onChange()
  try {
    await work()
    if (session.message === 'Please wait…') session.message = ''
  } catch (error) {
    const suggestion = error instanceof HomeError ? (error.suggestion ?? error.detail) : undefined
    session.message = ''
    onProblem(['✗', getErrorMessage(error), suggestion].filter((each) => each !== undefined).join(' '))
  } finally {
    session.isBusy = false
  }
  session.onChange()
}

/** The value as it is entered, on one line. */
function toLine(field: EditField, { change }: Draft): string {
  const value = field.name in change ? change[field.name] : field.value
  if (field.type === 'json' && value !== null && value !== undefined) return JSON.stringify(value)
  return toInputText({ ...field, value })
}
