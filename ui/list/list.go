// Package list is the cursor and the scroll position of a long list. It knows
// rows by id and number only: it never sees a record and never draws one, so
// it costs the same for a hundred rows and for a million.
package list

// Rows is what a list moves over.
type Rows interface {
	Len() int
	// ID names the row at index, which is in [0, Len).
	ID(index int) string
	// Rank is where the row with the id stands, and whether it is there.
	Rank(id string) (index int, there bool)
}

// List is a cursor that holds on to a record, and the window around it. The
// zero List is at the first row.
type List struct {
	// Follows makes the cursor stay on the first row while it rests there,
	// whatever arrives: tail -f. Otherwise it stays with its record.
	Follows bool

	rows   Rows
	height int
	cursor int
	top    int
	id     string
	// head is the first row of when the cursor left it; what stands before it
	// has arrived since.
	head string
}

// Install takes in the rows as they are now. The cursor keeps its record and
// the window its place around it.
func (l *List) Install(rows Rows) {
	l.rows = rows
	offset := l.cursor - l.top
	following := l.Follows && l.cursor == 0 && l.top == 0
	if rank, there := l.find(l.id); there && !following {
		l.cursor, l.top = rank, rank-offset
	}
	l.settle()
}

// Replace takes in other rows, or the same in another order. The cursor keeps
// its record, even from the first row: nobody asked it to follow anything yet.
func (l *List) Replace(rows Rows) {
	follows := l.Follows
	l.Follows, l.head = false, ""
	l.Install(rows)
	l.Follows = follows
}

// Resize tells how many rows are visible.
func (l *List) Resize(height int) {
	l.height = max(height, 0)
	l.settle()
}

// Window is the visible rows: from the first to before the last.
func (l *List) Window() (from, to int) {
	return l.top, min(l.top+l.height, l.length())
}

// Cursor is the row that the cursor is on; -1 in an empty list.
func (l *List) Cursor() int {
	if l.length() == 0 {
		return -1
	}
	return l.cursor
}

// ID is the record that the cursor is on; "" in an empty list.
func (l *List) ID() string { return l.id }

// Arrived is how many rows came in above since the cursor left the first row.
func (l *List) Arrived() int {
	if !l.Follows || l.head == "" {
		return 0
	}
	rank, there := l.find(l.head)
	if !there {
		return 0
	}
	return rank
}

// Move moves the cursor by so many rows.
func (l *List) Move(rows int) { l.To(l.cursor + rows) }

// Page moves the cursor by so many windows.
func (l *List) Page(pages int) {
	step := pages * max(l.height-1, 1)
	l.top += step
	l.To(l.cursor + step)
}

// First moves the cursor to the first row.
func (l *List) First() { l.To(0) }

// Last moves the cursor to the last row.
func (l *List) Last() { l.To(l.length() - 1) }

// To moves the cursor to a row.
func (l *List) To(row int) {
	l.cursor = row
	l.settle()
	if l.cursor == 0 {
		l.head = ""
	}
}

// Click moves the cursor to a visible line, if there is a row, and reports
// whether it was there already.
func (l *List) Click(line int) (again bool) {
	from, to := l.Window()
	if line < 0 || from+line >= to {
		return false
	}
	again = l.cursor == from+line
	l.To(from + line)
	return again
}

// Seek moves the cursor to a record, if it is there.
func (l *List) Seek(id string) bool {
	rank, there := l.find(id)
	if there {
		l.To(rank)
	}
	return there
}

// Scroll moves the window and lets the cursor go along only as far as it must.
func (l *List) Scroll(rows int) {
	top := min(max(l.top+rows, 0), max(l.length()-l.height, 0))
	cursor := min(max(l.cursor, top), max(top+l.height-1, 0))
	l.top = top
	l.To(cursor)
}

func (l *List) length() int {
	if l.rows == nil {
		return 0
	}
	return l.rows.Len()
}

func (l *List) find(id string) (int, bool) {
	if id == "" || l.rows == nil {
		return 0, false
	}
	return l.rows.Rank(id)
}

// settle brings cursor and window inside the list and each other.
func (l *List) settle() {
	length := l.length()
	l.cursor = min(max(l.cursor, 0), max(length-1, 0))
	if l.cursor < l.top {
		l.top = l.cursor
	}
	if l.height > 0 && l.cursor >= l.top+l.height {
		l.top = l.cursor - l.height + 1
	}
	l.top = min(max(l.top, 0), max(length-l.height, 0))
	l.id = ""
	if length > 0 {
		l.id = l.rows.ID(l.cursor)
	}
	if l.cursor > 0 && l.head == "" {
		l.head = l.rows.ID(0)
	}
}
