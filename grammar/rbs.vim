" Vim highlighting of rbs. Copy to ~/.vim/syntax/rbs.vim, and put into ~/.vim/ftdetect/rbs.vim:
"   autocmd BufRead,BufNewFile *.rbs setfiletype rbs
" The keywords are held to the lexer's by Tests/RBSyntaxTests/HighlightingTests.
if exists("b:current_syntax")
  finish
endif

syntax keyword rbsKeyword and or not in is if else for while break continue return assert try catch import from as del nonlocal
syntax keyword rbsDeclaration fn tensorclass nextgroup=rbsFunction skipwhite
syntax keyword rbsConstant True False None
syntax match rbsFunction "\<\K\k*\>" contained
syntax match rbsNumber "\<0[xX]\x[0-9a-fA-F_]*\>\|\<0[bB][01_]\+\>\|\<0[oO][0-7_]\+\>"
syntax match rbsNumber "\<\d[0-9_]*\(\.\d[0-9_]*\)\=\([eE][+-]\=\d\+\)\=\>\|\.\d[0-9_]*\([eE][+-]\=\d\+\)\=\>"
syntax match rbsEscape "\\[\\'\"abfnrtv]\|\\\o\{1,3}\|\\x\x\{2}\|\\u\x\{4}\|\\U\x\{8}" contained
syntax region rbsString start=+"+ skip=+\\.+ end=+"+ oneline contains=rbsEscape
syntax region rbsString start=+'+ skip=+\\.+ end=+'+ oneline contains=rbsEscape
syntax region rbsString start=+"""+ skip=+\\.+ end=+"""+ contains=rbsEscape
syntax region rbsString start=+'''+ skip=+\\.+ end=+'''+ contains=rbsEscape
syntax region rbsRaw start=+\<[rR]"+ skip=+\\.+ end=+"+ oneline
syntax region rbsRaw start=+\<[rR]'+ skip=+\\.+ end=+'+ oneline
syntax region rbsFormatted start=+\<\([fF]\|[rR][fF]\|[fF][rR]\)"+ skip=+\\.+ end=+"+ oneline contains=rbsEscape,rbsField
syntax region rbsFormatted start=+\<\([fF]\|[rR][fF]\|[fF][rR]\)'+ skip=+\\.+ end=+'+ oneline contains=rbsEscape,rbsField
syntax region rbsFormatted start=+\<\([fF]\|[rR][fF]\|[fF][rR]\)"""+ skip=+\\.+ end=+"""+ contains=rbsEscape,rbsField
syntax match rbsField "{{\|}}" contained
syntax region rbsField start=+{\ze[^{]+ end=+}+ contained contains=rbsNumber,rbsConstant,rbsKeyword,rbsField
syntax match rbsOperator "->\|[-+*/%~|^&<>=!]=\=\|\*\*=\=\|//=\=\|<<=\=\|>>=\=\|\.\.\."
syntax match rbsComment "#.*$"

highlight default link rbsKeyword Keyword
highlight default link rbsDeclaration Keyword
highlight default link rbsConstant Constant
highlight default link rbsFunction Function
highlight default link rbsNumber Number
highlight default link rbsString String
highlight default link rbsRaw String
highlight default link rbsFormatted String
highlight default link rbsEscape Special
highlight default link rbsField Special
highlight default link rbsOperator Operator
highlight default link rbsComment Comment

let b:current_syntax = "rbs"
