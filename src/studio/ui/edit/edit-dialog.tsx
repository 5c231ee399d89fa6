import { Fragment, type JSX } from 'preact'
import { useEffect, useMemo, useRef, useState } from 'preact/hooks'
import type { Edit, EditForm, EditPreview, EditResult } from '../../../project/edits/edit.js'
import { get, post, type RequestError } from '../api/request.js'
import { toRequestError } from '../api/use-page.js'
import { Dialog } from '../shell/dialog.js'
import { FieldInput } from './field-input.js'
import { EDIT_ERRORS } from '../../../inspect/editing/edit-errors.js'
import { InvalidInput, parseInput, toInputText } from '../../../inspect/editing/input-values.js'
import { Preview } from './preview.js'

interface EditDialogProps {
  readonly kind: string
  readonly id: string
  /** `isOutdated`: the user has seen that the record was changed since the page was read. */
  readonly close: (isOutdated: boolean) => void
  readonly onSaved: (result: EditResult) => void
}

/** The fields of a record as inputs, then what saving them would do. */
export function EditDialog({ kind, id, close, onSaved }: EditDialogProps): JSX.Element {
  const [form, setForm] = useState<EditForm>()
  const [texts, setTexts] = useState<Readonly<Record<string, string>>>({})
  const [preview, setPreview] = useState<EditPreview>()
  const [error, setError] = useState<RequestError>()
  const [isBusy, setBusy] = useState(false)
  const [isOutdated, setOutdated] = useState(false)
  useEffect(() => {
    get<EditForm>('/api/edit', { kind, id }).then(
      (opened) => setForm(opened),
      (failure: unknown) => setError(toRequestError(failure)),
    )
  }, [kind, id])
  // Enter does not overwrite what the user has just learned of.
  const back = useRef<HTMLButtonElement>(null)
  useEffect(() => {
    if (preview?.conflict !== undefined) back.current?.focus()
  }, [preview])
  const { change, problems } = useMemo(() => readChange(form, texts), [form, texts])
  const seen = Object.fromEntries(form?.fields.map(({ name, value }) => [name, value ?? null]) ?? [])
  const readPreview = async (): Promise<void> => {
    const read = await post<EditPreview>('/api/edit/preview', edit)
    setPreview(read)
    if (read.conflict !== undefined) setOutdated(true)
  }
  const attempt = async (work: () => Promise<void>): Promise<void> => {
    setBusy(true)
    setError(undefined)
    try {
      await work()
    } catch (failure) {
      const known = toRequestError(failure)
      setError(known)
      // Both versions are shown.
      if (known.code === EDIT_ERRORS.EDIT_CONFLICT.code) await readPreview().catch(() => {})
    }
    setBusy(false)
  }
  const { version, revision } = form ?? {}
  const edit: Edit = {
    kind,
    id,
    change,
    seen,
    ...(version === undefined ? {} : { version }),
    ...(revision === undefined ? {} : { revision }),
  }
  const showPreview = async (): Promise<void> => attempt(readPreview)
  const cancel = (): void => close(isOutdated)
  const save = async (): Promise<void> =>
    attempt(async () => {
      // The user has seen both versions of a conflict.
      const { changes: _, ...current } = preview?.conflict ?? { changes: [] }
      onSaved(await post<EditResult>('/api/edit', { ...edit, ...current }))
    })
  const isChanged = Object.keys(change).length > 0 && problems.size === 0
  const isDangling = preview?.references.some(({ state }) => state === 'dangling') === true
  return (
    <Dialog label={`Edit ${kind}`} close={cancel} class="edit">
      <form
        onSubmit={(event) => {
          event.preventDefault()
          void (preview === undefined ? showPreview() : save())
        }}
      >
        <header>
          <h2>Edit {kind}</h2>
          {form !== undefined && (
            <p class="quiet">
              {form.service === undefined
                ? `straight to ${form.store}, because no service owns it`
                : `version ${form.version}, through the API of the ${form.service} service`}
            </p>
          )}
        </header>
        {error !== undefined && (
          <div class="problem" role="alert">
            <strong>{error.message}</strong>
            {error.detail !== undefined && <pre>{error.detail}</pre>}
            {error.suggestion !== undefined && <p>{error.suggestion}</p>}
          </div>
        )}
        {preview === undefined ? (
          <div class="inputs">
            {form?.fields.map((field, i) => (
              <Fragment key={field.name}>
                {field.store !== form.fields[i - 1]?.store && form.service !== undefined && (
                  <p class="group">Your own, straight to {field.store}: saved by themselves</p>
                )}
                <FieldInput
                  field={field}
                  text={texts[field.name] ?? toInputText(field)}
                  problem={problems.get(field.name)}
                  isChanged={field.name in change}
                  onChange={(text) => setTexts((before) => ({ ...before, [field.name]: text }))}
                />
              </Fragment>
            ))}
          </div>
        ) : (
          <Preview preview={preview} />
        )}
        <footer>
          {preview !== undefined && (
            <button ref={back} type="button" onClick={() => setPreview(undefined)}>
              Back
            </button>
          )}
          <span class="space" />
          <button type="button" onClick={cancel}>
            Cancel
          </button>
          <button type="submit" class="primary" disabled={!isChanged || isBusy || isDangling}>
            {preview === undefined ? 'Preview' : preview.conflict === undefined ? 'Save' : 'Save over it'}
          </button>
        </footer>
      </form>
    </Dialog>
  )
}

/** The values that differ, and the inputs that are not valid. */
function readChange(
  form: EditForm | undefined,
  texts: Readonly<Record<string, string>>,
): { readonly change: Readonly<Record<string, unknown>>; readonly problems: ReadonlyMap<string, string> } {
  const change: Record<string, unknown> = {}
  const problems = new Map<string, string>()
  for (const field of form?.fields ?? []) {
    const text = texts[field.name]
    if (text === undefined || text === toInputText(field)) continue
    try {
      change[field.name] = parseInput(field, text)
    } catch (error) {
      if (!(error instanceof InvalidInput)) throw error
      problems.set(field.name, error.message)
    }
  }
  return { change, problems }
}
