/** {{name}}. Each step has a name; what is in "run" has to be safe to repeat, for it may be cut off anywhere. */
export const migration = {
  up: [
    {
      name: '{{name}}',
      run: async ({ db, signal }) => {
        signal.throwIfAborted()
        await db.collection('expenses').updateMany({ example: { $exists: false } }, { $set: { example: null } })
      },
    },
  ],
  irreversible: 'what it wrote cannot be told from what people wrote since',
}
