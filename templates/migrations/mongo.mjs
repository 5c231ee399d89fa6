/** {{name}}. Each step has a name. "run" must be idempotent: it may be interrupted at any point and run again. */
export const migration = {
  up: [
    // {
    //   name: '{{name}}',
    //   run: async ({ db, signal }) => {
    //     signal.throwIfAborted()
    //     await db.collection('expenses').updateMany({ example: { $exists: false } }, { $set: { example: null } })
    //   },
    // },
  ],
  irreversible: 'changes of this migration cannot be distinguished from later ones',
}
