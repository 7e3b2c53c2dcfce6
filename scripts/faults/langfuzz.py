"""Batches of mutated programs, each in try/catch; crashes are bisected."""
import os, sys, re, random, subprocess, glob, collections, json, time, signal, hashlib
RB=os.environ['RBSH']; W=os.environ.get('WORK','/tmp/rbsh-faults')+'/lf'; os.makedirs(W,exist_ok=True)
seed=int(sys.argv[1]); secs=float(sys.argv[2]); mode=sys.argv[3]; VM=os.environ.get('VM','4000000')
rng=random.Random(seed)
ref=open(os.environ.get('PROJECT','.')+'/docs/reference.md').read()
examples=re.findall(r'```rbs\n(.*?)\n```',ref,re.S)
files=glob.glob(os.environ.get('PROJECT','.')+'/Tests/**/*.rbs',recursive=True)+glob.glob(os.environ.get('PROJECT','.')+'/scripts/tutorial/*.rbs')
progs=[]
for f in files:
    if '/Diagnostics/' in f and '/Running/' not in f: continue
    try: t=open(f).read()
    except Exception: continue
    if len(t)<3000: progs.append(t)
# method table: section -> [(name, params)]
sect=None; methods=collections.defaultdict(list); funcs=[]
for m in re.finditer(r'^## (.*)$|^### (\w+)\n\n    (.*(?:\n    .*)*)\n',ref,re.M):
    if m.group(1): sect=m.group(1); continue
    name,sig=m.group(2),m.group(3)
    body=ref[m.end():m.end()+3000].split('\n### ')[0]
    params=re.findall(r'^- `(\**\w+)',body,re.M)
    if sect.startswith('Of a'): methods[sect.split()[-1]].append((name,params))
    else: funcs.append((name,params))
funcs=[f for f in funcs if f[0] not in('sleep','show','progress','save_png','save_animation')]
EXT=['0','1','-1','2','3','5','2147483648','-2147483649','4611686018427387904','9223372036854775807','-9223372036854775807-1','1e308','-1e308','5e-324','nan','inf','-inf','[]','()','{}','""','None','True','False',
 'zeros(0)','zeros(0, 3)','zeros(2, 0)','tensor([nan])','tensor(nan)','arange(5)','arange(6).view(2,3)','arange(5, dtype: uint8)','tensor(True)','tensor([True, False, True])','tensordict({}, [])','tensordict({"a": zeros(0)}, [0])','tensordict({"a": arange(3), "b": {"c": ones(3, 2)}}, [3])',
 '(1,)*70','[[]]','[[1],[2,3]]','1099511627776','range(0)','(x -> x)','(x -> None)','ram(3)','random()','generator(1)','float64','float16','bool','int8','slice(None)','"a"','"é\\0"','("a","b")','(2147483648, 2147483648, 2147483648)','(-1,)','(0,)','(3, 0, 9223372036854775807)','[1e308]','[None]','[True, 1, 2.5]','zeros(3, dtype: bfloat16)','rand(3)','rand(2, 3, 4)','rand(2,3).t()','rand(1).expand(5)','tensor([9223372036854775807, -9223372036854775807-1])','tensor([-1, 5, 2])','tensor([[0, 1], [1, 0]], dtype: int32)','int','str','"a b"','"{}"','"%s"','dict(a: 1)','{"a": [1, (2, zeros(1))]}','buffer(storage: ram(3))','max','1.5','-0.0','63','64','65','-63','1000','100003','tensor(5)','tensor([])','[arange(2), arange(2)]','(arange(2), zeros(2))','zeros(1,1,1,1,1,1)']
RECV={'int':['5','-9223372036854775807-1','0'],'float':['1.5','nan','inf','-0.0','1e308'],'str':['"abc"','""','"aé\\0ß"','"a,b,,c"'],'list':['[1,2,3]','[]','[[1],[2]]'],'tuple':['(1,2)','()'],'Size':['zeros(2,3).shape'],'dict':['{"a":1}','{}'],'range':['range(5)','range(0)','range(5,-7,-3)'],
 'Tensor':['arange(6).view(2,3)','rand(3)','zeros(0)','zeros(2,0,3)','tensor(5)','tensor([nan, inf, -1.0])','tensor([True,False])','arange(24).view(2,3,4).permute(2,0,1)','zeros(4, dtype: uint8)','rand(3).expand(4,3)','rand(3, dtype: float64)','zeros(2,2, dtype: bfloat16)','tensor([9223372036854775807, -9223372036854775807-1])','rand(5)[::2]','tensor([-128, 127], dtype: int8)','ones(3, dtype: float16)'],
 'TensorDict':['tensordict({"a": arange(3), "b": {"c": ones(3, 2)}}, [3])','tensordict({}, [])','tensordict({"a": zeros(0)}, [0])','tensordict({"a": zeros(2,3,4), "s": "x"}, [2,3])','stack([tensordict({"a": zeros(2)}, [2]), tensordict({"a": ones(2)}, [2])])'],
 'Generator':['generator(1)'],
 'ReplayBuffer':['BUF'],'Storage':['BUF.storage'],'Transform':['squeeze(-1, in_keys_inv: ["a"])','compose(x -> x)','vec_norm(in_keys: ["a"])','observation_norm(0.0, 1.0, in_keys: ["a"])','cat_frames(2, -1, in_keys: ["a"])'],
 'LazyStackedTensorDict':['LZ[:]']}
STOR=['ram(4)','memmap(4)','list(4)','lazy_stack(4)','compressed(4)','ram(8, ndim: 2)','ram(1)']
SAMP=['random()','prioritized(0.7, 0.5)','prioritized(0.0, 0.0)','without_replacement()','without_replacement(drop_last: True)','slices(slice_len: 2, end_key: "done")','slices(num_slices: 2, traj_key: "t")','slices_without_replacement(slice_len: 2, traj_key: "t")','streaming_slices(slice_len: 2, traj_key: "t")','consuming(2)','staleness_aware()','prioritized_slices(0.7, 0.5, slice_len: 2, traj_key: "t")','prompt_groups()']
def buf():
    k=rng.choice(['buffer','td_buffer','td_buffer'])
    s=rng.choice(STOR); sa=rng.choice(SAMP)
    x=', prefetch: 2' if rng.random()<.2 else ''
    w=rng.choice(['','','',', writer: round_robin(track_generations: True)',', writer: max_value("a")',', writer: immutable()'])
    return f'{k}(storage: {s}, sampler: {sa}, batch_size: {rng.choice([2,2,4,1])}{x}{w})'
DATA=['tensordict({"a": arange(4).float(), "t": tensor([0,0,1,1]), "done": tensor([[False],[True],[False],[True]])}, [4])','tensordict({"a": zeros(0), "t": zeros(0, dtype: int64), "done": zeros(0, 1, dtype: bool)}, [0])','tensordict({"a": arange(6).float(), "t": tensor([0,0,0,1,1,1]), "done": tensor([[False],[False],[True],[False],[False],[True]])}, [6])','arange(4)','[1, 2, 3]','tensordict({"a": zeros(2,4), "t": zeros(2,4,dtype: int64), "done": zeros(2,4,1,dtype: bool)}, [2,4])']
def arg(): return rng.choice(EXT)
def args(params):
    n=rng.choice([0,1,1,2,2,3,4]); pos=[arg() for _ in range(min(n,max(len(params),1)+ (rng.random()<.1)))]
    lab=[]
    names=[p for p in params if not p.startswith('*')]
    if names and rng.random()<.5:
        k=rng.randrange(len(pos)+1); pos=pos[:k]
        for p in rng.sample(names[k:] if rng.random()<.9 and names[k:] else names, 1): lab.append(f'{p}: {arg()}')
        if rng.random()<.4 and names[k:]:
            p=rng.choice(names[k:]); 
            if not any(l.startswith(p+':') for l in lab): lab.append(f'{p}: {arg()}')
    return ', '.join(pos+lab)
def api():
    r=rng.random()
    if r<.35:
        f,p=rng.choice(funcs); return f'print({f}({args(p)}))'
    if r<.45:
        a,b=arg(),arg(); op=rng.choice(['+','-','*','/','//','%','**','<<','>>','&','|','^','@','==','<','in','and']); return f'print({a} {op} {b})'
    if r<.52:
        t=rng.choice(RECV['Tensor']+RECV['list']+RECV['str']+RECV['TensorDict']+RECV['range']); i=rng.choice([arg(),f'{arg()}:{arg()}',f':{arg()}:{arg()}',f'{arg()}, {arg()}','...,'+arg()])
        if rng.random()<.4: return f'x = {t}; x[{i}] = {arg()}; print(x)'
        return f'print({t}[{i}])'
    if r<.56: return f'print(f"{{{arg()}:{rng.choice(["9223372036854775807","0","100000000d","<5",">1000000",".2f",".400f",".9223372036854775807f","x","b",",","e","%","+010.3","^20s","c",".1000000e","é>5"])}}}")'
    if r<.8:
        s=rng.choice(['Tensor']*3+['TensorDict']*2+['str','list','dict','range','int','float','tuple','Size','Generator','Transform','LazyStackedTensorDict'])
        m=methods.get(s) or methods['Tensor']
        n,p=rng.choice(m); rc=rng.choice(RECV[s])
        pre=''
        if s=='LazyStackedTensorDict': pre='LZ = buffer(storage: lazy_stack(3)); LZ.extend([tensordict({"x": ones(n), "y": zeros(1)}, []) for n in range(1, 3)]); '
        return f'{pre}x = {rc}; y = x.{n}({args(p)}); print(y, x)'
    # buffers
    L=[f'BUF = {buf()}']
    for _ in range(rng.randint(1,6)):
        q=rng.random()
        if q<.35: L.append(f'BUF.extend({rng.choice(DATA)})')
        elif q<.5: L.append(f'print(BUF.sample({rng.choice(["","2","4",arg()])}))')
        elif q<.6: L.append(f'BUF.update_priority({arg()}, {arg()})')
        elif q<.65: L.append(f'p = tempdir() / "d"; BUF.dumps(p); BUF.loads(p)')
        elif q<.7: L.append(f'BUF[{arg()}] = {arg()}')
        elif q<.73: L.append(f'print(BUF[{arg()}])')
        else:
            n,p=rng.choice(methods['ReplayBuffer']+methods['Storage'][:1]); L.append(f'print(BUF.{n}({args(p)}))')
    return '\n'.join(f'try {{ {l} }} catch e {{ print("E", e) }}' if i else l for i,l in enumerate(L))
TOK=re.compile(r'"(?:[^"\\\n]|\\.)*"|\'(?:[^\'\\\n]|\\.)*\'|#[^\n]*|\d[\w.]*(?:e[-+]\d+)?|\w+|->|\*\*|//|<<|>>|[<>=!]=|\.\.\.|\s+|.',re.S)
NUM=re.compile(r'^\d')
def toks(t): return TOK.findall(t)
pool=[toks(p) for p in progs+examples]
allexpr=[]
def mutate():
    src=rng.choice(examples if rng.random()<.6 else progs)
    t=toks(src)
    for _ in range(rng.choice([1,1,1,2,3])):
        if not t: break
        r=rng.random(); idx=[i for i,x in enumerate(t) if x.strip()]
        if not idx: break
        if r<.5:
            nums=[i for i in idx if NUM.match(t[i])]
            if nums: t[rng.choice(nums)]='('+arg()+')' if rng.random()<.6 else rng.choice(['0','-1','2147483648','4611686018427387904','9223372036854775807','1e308','nan','inf','None','[]'])
        elif r<.6:
            i=rng.choice(idx)
            if re.match(r'^\w+$',t[i]): t[i]=rng.choice([x for x in rng.choice(pool) if re.match(r'^\w+$',x)] or ['x'])
        elif r<.7: del t[rng.choice(idx)]
        elif r<.78: i=rng.choice(idx); t.insert(i,t[rng.choice(idx)])
        elif r<.9:
            o=rng.choice(pool); 
            if len(o)>3:
                a=rng.randrange(len(o)); b=min(len(o),a+rng.randint(1,12)); i=rng.choice(idx); t[i:i+rng.randint(0,4)]=o[a:b]
        else:
            i=rng.choice(idx)
            if t[i][0] in '"\'': t[i]=rng.choice(['""','"a"','None','"\\0"','("a","b")'])
            else: t[i]=rng.choice(['(',')','[',']','{','}',',','*','**',':','=','.','->','-','not','in','for','if','else','\n',';','f"{x}"'])
    return ''.join(t)
BAD=re.compile(r'sleep\(|while True|argv|\.\./|import|input\(|/tmp|/etc|/root')
def gen():
    for _ in range(50):
        s=api() if mode=='api' or (mode=='mix' and rng.random()<.5) else mutate()
        if not BAD.search(s) and '\n}' != s[:2]: return s
    return 'x = 1'
def balanced(s):
    st=[]
    for t in toks(s):
        if t in '([{' and len(t)==1: st.append({'(':')','[':']','{':'}'}[t])
        elif t in ')]}' and len(t)==1:
            if not st or st.pop()!=t: return False
    return not st
def run(code,to=10):
    f=f'{W}/b{seed}.rbs'; open(f,'w').write(code)
    p=subprocess.Popen(['bash','-c',f'ulimit -v {VM} -c 0 -f 4000000; cd {W}; exec {RB} {f}'],stdout=subprocess.PIPE,stderr=subprocess.PIPE,stdin=subprocess.DEVNULL,start_new_session=True)
    try:
        o,e=p.communicate(timeout=to); return p.returncode,o.decode('utf8','replace'),e.decode('utf8','replace')
    except subprocess.TimeoutExpired:
        p.send_signal(signal.SIGINT)
        try: p.communicate(timeout=4); return 'SLOW','',''
        except subprocess.TimeoutExpired: p.kill(); p.communicate(); return 'HANG','',''
def wrap(i,s): return f'print("@@{i}")\nfn zz{i}() {{\n{s}\n}}\ntry {{ zz{i}() }} catch zze {{ print("E:", zze) }}\n'
stats=collections.Counter(); finds=[]; msgs=collections.Counter()
INTERNAL=re.compile(r'Optional\(|Swift\.|\.swift|unexpectedly|[Ii]nternal|Fatal|fatal|ContiguousArray|_[A-Z]\w+Storage|UnsafeMut|KeyPath|fileprivate|%@|0x[0-9a-f]{8,}')
SEP={}
def single(s):
    return run(wrap(0,s))
def record(cls,s,rc,err):
    key=hashlib.md5((cls+str(rc)+err[-0:][:0]+s).encode()).hexdigest()
    finds.append(dict(cls=cls,rc=rc,src=s,err=err[:1500]))
    json.dump(dict(stats=dict(stats),finds=finds,msgs=msgs.most_common(60)),open(f'{W}/res-{mode}-{seed}.json','w'),indent=1)
BATCH=int(os.environ.get('BATCH','40'))
t0=time.time()
def batchrun(frags):
    to=10
    code='\n'.join(wrap(i,s) for i,s in enumerate(frags))
    for _ in range(6):
        rc,o,e=run(code,to=to)
        if rc==3:
            # drop fragments with parse/check errors
            ln=[int(x) for x in re.findall(r'--> [^\n]*?:(\d+):\d+',e)]
            lines=code.split('\n'); own=[]; cur=-1; 
            for L in lines:
                m=re.match(r'print\("@@(\d+)"\)$',L)
                if m: cur=int(m.group(1))
                own.append(cur)
            bad={own[min(n-1,len(own)-1)] for n in ln}
            if not bad:
                record('RC3NOLOC',code[:2000],rc,e); return 0
            stats['rejected']+=len([b for b in bad if keep[b]]) if False else len(bad)
            idx=[i for i in live if i not in bad]
            live[:]=idx
            code='\n'.join(wrap(i,frags[i]) for i in idx)
            continue
        return rc,o,e
    return 3,'',''
while time.time()-t0<secs:
    frags=[gen() for _ in range(BATCH)]
    frags=[f for f in frags if balanced(f)]
    live=list(range(len(frags)))
    r=batchrun(frags)
    if r==0: continue
    rc,o,e=r
    stats['programs']+=len(live)
    if rc==3: stats['batch-unparsed']+=1; stats['programs']-=len(live); continue
    for m in INTERNAL.finditer(o): 
        i=o.rfind('@@',0,m.start()); L=o[o.rfind('\n',0,m.start())+1:][:200].split('\n')[0]
        if L.startswith('E') : msgs[L]+=1
    for L in e.split('\n'):
        if INTERNAL.search(L): msgs['stderr '+L[:200]]+=1
    if rc==0: stats['ok-batches']+=1; continue
    if rc==1 : stats['rc1']+=1
    if rc=='SLOW' and stats['slowdone']>8: stats['slow-skipped']+=1; continue
    if rc=='SLOW': stats['slowdone']+=1
    # find culprit: last marker printed (stdout is buffered when piped -> bisect)
    stats[f'rc{rc}']+=1
    cand=[frags[i] for i in live]
    found=False
    for s in cand:
        r1=single(s)
        if rc=='SLOW' and r1[0]=='SLOW': record('SLOW',s,'SLOW',''); found=True; break
        if r1[0] not in (0,3):
            cls='CRASH' if isinstance(r1[0],int) and (r1[0]<0 or r1[0]>=128) else str(r1[0])
            record(cls,s,r1[0],r1[2]); stats['find-'+cls]+=1; found=True
            if r1[0]=='SLOW' or r1[0]=='HANG': pass
    if not found: record('BATCHONLY','\n'.join(cand),rc,e); stats['batchonly']+=1
stats['secs']=int(time.time()-t0)
json.dump(dict(stats=dict(stats),finds=finds,msgs=msgs.most_common(200)),open(f'{W}/res-{mode}-{seed}.json','w'),indent=1)
print(mode,seed,dict(stats))
