import type { JSX } from 'preact'
import { useCallback, useMemo, useState } from 'preact/hooks'
import { EDIT_ERRORS } from '../../../inspect/editing/edit-errors.js'
import type { EditResult } from '../../../project/edits/edit.js'
import { post } from '../api/request.js'
import { toRequestError } from '../api/use-page.js'
import { type KeyHandlers, useKeys } from '../shell/keys.js'
import { showMessage } from '../shell/message.js'
import { EditDialog } from './edit-dialog.js'

interface Editing {
  /** Undefined if the record cannot be edited. */
  readonly open: (() => void) | undefined
  /** Undefined if there is nothing to undo. */
  readonly undo: (() => void) | undefined
  readonly dialog: JSX.Element | null
}

/** Editing of the record of a page: `e` edits it, `u` undoes the last edit. */
export function useEdit(kind: string, id: string, isEditable: boolean, reload: () => void): Editing {
  const [isOpen, setOpen] = useState(false)
  const [saved, setSaved] = useState<EditResult>()
  const undo = useCallback(() => {
    const restore = async (): Promise<void> => {
      try {
        const result = await post<EditResult>('/api/undo', { kind, id })
        setSaved(undefined)
        showMessage(`Undone${describeVersion(result)}`)
        reload()
      } catch (error) {
        const { code, message, suggestion } = toRequestError(error)
        // The record was changed since: it is shown as it is now.
        if (code === EDIT_ERRORS.EDIT_CONFLICT.code) {
          setSaved(undefined)
          reload()
        }
        showMessage(suggestion === undefined ? message : `${message} ${suggestion}`)
      }
    }
    void restore()
  }, [kind, id, reload])
  const open = useCallback(() => setOpen(true), [])
  const keys = useMemo<KeyHandlers>(() => (isEditable ? { e: open, u: undo } : {}), [isEditable, open, undo])
  useKeys(keys)
  return {
    open: isEditable ? open : undefined,
    undo: saved === undefined ? undefined : undo,
    dialog: isOpen ? (
      <EditDialog
        kind={kind}
        id={id}
        close={(isOutdated) => {
          setOpen(false)
          if (isOutdated) reload()
        }}
        onSaved={(result) => {
          setOpen(false)
          setSaved(result)
          showMessage(`Saved${describeVersion(result)}. u undoes it.`)
          reload()
        }}
      />
    ) : null,
  }
}

function describeVersion({ version }: EditResult): string {
  return version === undefined ? '' : `: version ${version}`
}
