// Files that somebody picked, as they travel in JSON.

/** The biggest file that Discord takes. */
export const BIGGEST = 10 * 1024 * 1024;

/** Name and content of a file. */
export async function read(file) {
  if (file.size > BIGGEST) throw new Error(`“${file.name}” is bigger than 10 MB.`);
  const bytes = new Uint8Array(await file.arrayBuffer());
  let text = "";
  for (let at = 0; at < bytes.length; at += 32768) text += String.fromCharCode(...bytes.subarray(at, at + 32768));
  return { name: file.name, data: btoa(text) };
}
