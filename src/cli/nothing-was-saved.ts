/** What every trial (`--dry-run`, a preview, a comparison) says at its end. */
export const nothingWasSaved = 'Nothing was saved.';
