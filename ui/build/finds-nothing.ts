/** Stands for markdown-it's finder of bare addresses, which the dialect of the editor never asks. */
export default class {}
